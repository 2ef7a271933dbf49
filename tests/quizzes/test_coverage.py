"""Nothing that must be taught is missing: every term of the field's core vocabulary, every memory aid as it stands."""

import pytest

from dlteach.content.decks import deck_topics, find_term, load_deck

TERMS = """
deep learning; neural network; deep neural network; artificial neuron; representation; feature; convolutional neural
network; convolution layer; filter; kernel; feature map; spatial hierarchy; pooling layer; max pooling; flattening;
fully connected layer; recurrent neural network; hidden state; sequential data; temporal dependency; backpropagation;
feed-forward; backpropagation through time; vanishing gradient problem; exploding gradient problem; gradient clipping;
weight normalization; long short-term memory; memory cell; cell state; gate; input gate; forget gate; output gate;
gated recurrent unit; update gate; reset gate; encoder–decoder; attention mechanism; self-attention; positional
encoding; parallel processing; token; Transformer; BERT; GPT; generative adversarial network; generator;
discriminator; adversarial training; equilibrium; minibatch discrimination; Wasserstein GAN; DCGAN; StyleGAN; stride;
padding; receptive field; batch normalization; residual connection; dropout; softmax; embedding; multi-head attention;
causal mask; masked language model; teacher forcing; latent vector; mode collapse; gradient penalty
"""

PHRASES = {
    "cnn": [
        "Capture, Compress, Classify",
        "C for Capture features",
        "Finding Features with Convolutions",
        "Clever CNNs capture, compress, then classify, while RNNs remember as they rely",
        "In a CNN, the features shine, looking through layers, everything's fine",
        "finding a friend's face in a crowd",
    ],
    "rnn": [
        "R for Remembering the previous inputs",
        "the librarian who forgets the earlier chapters",
        "the storyteller whose early plot fades",
    ],
    "lstm": [
        "Long-term, Short-term Memory",
        "Gates Open Paths for Memory",
        "LSTMs Let Smart Thoughts Melodically",
        "a well-organized library that keeps and discards books",
    ],
    "gru": [
        "Gated Regularly Useful",
        "Gated units simplify processing",
        "a notebook instead of a planner with many sections",
    ],
    "transformer": ["Attention to Order in Transformers"],
    "gan": ["Generator vs. Discriminator: the ultimate game of data", "the baker and the critic"],
}


@pytest.mark.parametrize("term", [" ".join(term.split()) for term in TERMS.split(";")])
def test_every_core_term_is_defined(term):
    assert find_term(term).definition


@pytest.mark.parametrize(("topic", "phrase"), [(topic, phrase) for topic, all_ in PHRASES.items() for phrase in all_])
def test_every_memory_aid_is_drilled_as_it_stands(topic, phrase):
    assert any(aid.phrase.startswith(phrase) for aid in load_deck(topic).memory_aids)


@pytest.mark.parametrize("topic", deck_topics())
def test_every_topic_with_a_lesson_has_memory_aids_and_fifteen_questions(topic):
    from dlteach.content.lessons import topics

    if topic in topics():
        deck = load_deck(topic)
        assert deck.memory_aids
        assert len(deck.questions) >= 15
