"""What stands within a paragraph of a Word document: runs of text, fields, symbols, drawings, marks of notes."""
