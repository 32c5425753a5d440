"""The statistical methods: pure functions of numbers, one module per method, which know no dataset and keep no state.

docs/methods.md says in plain words what each does, where it comes from and what it must not be used for.
"""
