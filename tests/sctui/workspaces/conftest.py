"""The headless studio, for tests of its workspaces."""

from tests.sctui.studio.conftest import studio, workers

__all__ = ["studio", "workers"]
