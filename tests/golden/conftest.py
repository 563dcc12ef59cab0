"""The option of the golden tests."""


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write what the migration gives as after.py")
