"""Set-up: from a fresh Debian 12 machine to a running system, and back to a stopped one.

`bin/up` runs two phases. `prepare` works under Debian's own Python with the standard library only:
it refuses early, then installs Debian packages, the locked Python environment and the pages'
npm packages. `__main__` then runs inside that environment: accounts, places, certificates, the
database, engine configuration, and the services under supervision. Every step is safe to repeat.
"""
