"""IMDB: 50,000 film reviews, by download."""

from __future__ import annotations

from dlteach.errors import DataError

from .dataset import Dataset, Info

INFO = Info(
    name="imdb",
    title="IMDB film reviews",
    task="sentiment classification",
    source=(
        "Maas et al. (2011), Learning word vectors for sentiment analysis, https://ai.stanford.edu/~amaas/data/sentiment, "
        "through keras.datasets"
    ),
    licence="none stated by its authors, who ask to cite the paper",
    description=(
        "50,000 reviews, half of them favourable, as numbers of words by frequency: 22,500 to train on, 2,500 to "
        "validate and the official 25,000 to test. 0 is padding, 1 the start, 2 an unknown word. The first use downloads "
        "18 MB."
    ),
    download=True,
)


def load(seed: int = 0, vocabulary_size: int = 10_000, length: int = 200) -> Dataset:
    """Loads the reviews from Keras's cache, or downloads them.

    Args:
        seed: fixes which reviews are for validation.
        vocabulary_size: how many of the most frequent words are told apart, the three signs included.
        length: words kept of each review, its last ones; shorter reviews are padded at the end.

    Returns:
        Words (examples, length) as numbers into `extra["vocabulary"]`; classes 0 negative and 1 positive.

    Raises:
        DataError: it is neither in the cache nor to be downloaded, or a size is impossible.
    """
    import numpy as np
    from keras.datasets import imdb

    from ._download import fetched
    from ._split import stratified

    if vocabulary_size < 4 or length < 1:
        raise DataError(
            f"{vocabulary_size} words in reviews of {length} are impossible", "Choose at least 4 words and length 1."
        )

    def padded(reviews):
        result = np.zeros((len(reviews), length), "int32")
        for row, review in zip(result, reviews, strict=True):
            last = review[-length:]
            row[: len(last)] = last
        return result

    (x, y), (x_test, y_test) = fetched("imdb", lambda: imdb.load_data(num_words=vocabulary_size), "opinions")
    rank = fetched("imdb", imdb.get_word_index, "opinions")
    vocabulary = ["", "<start>", "<unknown>", *[""] * (vocabulary_size - 3)]
    for word, number in rank.items():
        # keras.datasets moves every rank on by three to make room for the signs
        if number + 3 < vocabulary_size:
            vocabulary[number + 3] = word
    x, y, y_test = padded(x), np.asarray(y, "int32"), np.asarray(y_test, "int32")
    train, validation, _ = stratified(y, validation=0.1, test=0, seed=seed)
    return Dataset(
        INFO,
        x[train],
        y[train],
        x[validation],
        y[validation],
        padded(x_test),
        y_test,
        ("negative", "positive"),
        {"vocabulary": tuple(vocabulary)},
    )
