"""Ends with an error if this Python lacks what the generated client needs."""

import importlib.metadata
import sys

NEEDED = {"pydantic": (2, 11), "urllib3": (2, 7), "python-dateutil": (2, 8), "typing-extensions": (4, 7)}

for name, least in NEEDED.items():
    needed = f"{sys.executable} needs {name} {'.'.join(map(str, least))} or later for the generated client"
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        sys.exit(f"{needed}: install it, or put a Python that has it first on the PATH")
    if tuple(int(part) for part in version.split(".")[:2]) < least:
        sys.exit(f"{needed}, and has {version}: update it, or put a Python that has it first on the PATH")
