"""READ FIRST: training. A scenario is loaded, looked at, and solved; the solution is there to compare."""
