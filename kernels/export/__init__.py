"""Models as programs: the text that runs a model, with the settings of a request, in another language or package."""
