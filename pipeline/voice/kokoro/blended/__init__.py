"""Two presenters whose style vectors are blended from several of the model's voices."""
