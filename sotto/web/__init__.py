"""The shell: base pages, components, navigation, errors in plain words.

Knows no room: rooms put their entries into `navigation`, raise `errors.Refused`, and fill the
blocks of `templates/web/shell.html`. Every page works without JavaScript, by keyboard, and at the
width of a telephone. Requirements: PBX-10, PBX-23.
"""
