"""mtcheck finds garbled machine translation in articles, without the source text."""
