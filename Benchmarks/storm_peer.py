"""Storm on one chain file, in a process of its own: storm_peer.py METHOD FILE.tra.

Prints one JSON object a line, as each stage is done, with its seconds: import, build, reach, steps.
Methods: `plain` (Storm's default, without a guarantee), `sound` (stormpy's own default, optimistic
value iteration to 1e-6), `interval` (interval iteration), `eigen` (sparse LU).
"""

import json
import sys
from pathlib import Path
from time import perf_counter

METHODS = ("plain", "sound", "interval", "eigen")


def environment(stormpy, method):
    settings = stormpy.environments
    if method == "plain":
        return stormpy.Environment()
    chosen = settings.sound()
    if method == "interval":
        chosen.solver().native().method = settings.NativeLinearEquationSolverMethod.INTERVAL_ITERATION
        chosen.solver().set_linear_equation_solver_type(settings.EquationSolverType.NATIVE)
    elif method == "eigen":
        chosen.solver().set_linear_equation_solver_type(settings.EquationSolverType.EIGEN)
    return chosen


def main(method, path):
    def stage(name, begun, **more):
        print(json.dumps({"stage": name, "seconds": perf_counter() - begun, **more}), flush=True)

    path = Path(path)
    begun = perf_counter()
    import stormpy

    stage("import", begun, version=stormpy.__version__)
    if method == "import":
        return
    begun = perf_counter()
    model = stormpy.build_model_from_explicit(
        str(path), str(path.with_suffix(".lab")), state_rewards=str(path.with_suffix(".ones")))
    stage("build", begun)
    start = model.initial_states[0]
    # Steps given that the goal is reached, as brink counts them.
    questions = {"reach": 'P=? [F "goal"]', "steps": 'R=? [F "goal" || F "goal"]'}
    for name, text in questions.items():
        begun = perf_counter()
        result = stormpy.model_checking(
            model, stormpy.parse_property(text), only_initial_states=True,
            environment=environment(stormpy, method))
        stage(name, begun, answer=result.get_value(start), shown=str(result[start]))


if __name__ == "__main__":
    main(*sys.argv[1:])
