"""The classifier of messages: features, training, model file, figures."""
