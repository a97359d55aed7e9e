"""The command line: `sotto`. Every operation of the pages, for people and (`--json`) for programs.

Exit codes: 0 done; 1 refused, with the reason; 2 the command was not understood; 3 a service is
away: try again. ENT-50.
"""
