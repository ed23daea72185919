"""Ids, instants, areas, intervals, bilingual words and the catalogue of coded problems: no domain, no Django."""
