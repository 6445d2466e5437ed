"""The text of a guided experiment, over the plot that shows what it says."""

from __future__ import annotations

from textual.widgets import Static


class Guide(Static):
    """A few lines; hidden where no experiment is open."""

    DEFAULT_CSS = """
    Guide { height: auto; max-height: 5; padding: 0 1; background: $surface; display: none; }
    Guide.open { display: block; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._slug = ""

    def show(self, slug: str) -> None:
        """The text of an experiment; "" hides it."""
        if slug == self._slug:
            return
        from sctui.views.experiments import find  # the experiments are read when one is opened

        experiment = find(slug)
        self._slug = slug
        self.set_class(experiment is not None, "open")
        self.update("" if experiment is None else f"{experiment.title}. {experiment.text}  (esc closes)")
