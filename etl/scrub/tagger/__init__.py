"""The tagger that runs: words, features, network, spaCy component. numpy and spaCy alone."""
