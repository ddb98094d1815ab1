"""How well qualities separate garbled from sound sentences of a labelled table, and how sure that figure is."""
