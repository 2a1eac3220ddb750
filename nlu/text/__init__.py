"""Functions on text that every room above may use: cleaning, folding, language, personal data, form fields.

Everything runs in both environments (Python 3.10 syntax) but ``nlu.text.language``, which needs the platform's.
"""
