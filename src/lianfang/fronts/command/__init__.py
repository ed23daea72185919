"""The command's own line: directives, tasks, decisions and the brief."""
