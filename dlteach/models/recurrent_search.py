"""Writing with a recurrent decoder: greedy and beam search as one loop that is compiled whole."""

from __future__ import annotations

from keras import layers, ops

IMPOSSIBLE = -1e9


class RecurrentSearch(layers.Layer):
    """Takes what the encoder returns and gives the target with the best score that a beam of that width finds.

    Every example keeps `beam_size` half-written targets. One step lets the decoder read their last tokens, scores every
    continuation of each by its log-probability and keeps the best. Greedy decoding is a beam of width 1.

    Args:
        network: a model with a layer named "decoder" and a `readout`, such as Seq2Seq.
        start_token: what every target begins with.
        end_token: what says that a target is complete.
        max_length: the longest target.
        beam_size: number of targets kept for each example.
        length_penalty: α in score = log-probability / ((5 + length) / 6)^α, arXiv:1609.08144, equation 14.
    """

    def __init__(self, network, start_token, end_token, max_length, beam_size, length_penalty, **kwargs):
        super().__init__(**kwargs)
        # as an attribute, so that its weights are this layer's and are read afresh at every call
        self.network, self.decoder = network, network.get_layer("decoder")
        self.start_token, self.end_token, self.max_length = start_token, end_token, max_length
        self.beam_size, self.length_penalty = beam_size, length_penalty
        self.vocabulary_size = self.decoder.config["vocabulary_size"]
        self.supports_masking = True

    def call(self, inputs):
        """Returns the best targets, (batch, max_length)."""
        width = self.beam_size
        batch = ops.shape(inputs[0])[0]
        # the beams of an example lie behind one another: (batch · width, …)
        states, seen = self.decoder.begin(*[ops.repeat(each, width, axis=0) for each in inputs])
        first_row = ops.arange(batch, dtype="int32")[:, None] * width  # (batch, 1)
        zeros = ops.zeros((batch, width), dtype="int32")
        written = ops.repeat(ops.reshape(zeros, (-1, 1)), self.max_length + 1, axis=1)
        written = ops.concatenate([written[:, :1] + self.start_token, written[:, 1:]], axis=1)
        # all beams begin alike, so only the first counts at the first step
        scores = ops.cast(zeros, "float32") + ops.where(ops.arange(width) == 0, 0.0, IMPOSSIBLE)
        complete_row = ops.where(ops.arange(self.vocabulary_size) == 0, 0.0, IMPOSSIBLE)

        def unfinished(place, written, scores, complete, *states):
            return ops.logical_and(place < self.max_length, ops.logical_not(ops.all(complete)))

        def advance(place, written, scores, complete, *states):
            embedded = self.decoder.embedding(ops.take(written, place, axis=1))
            state, context, _, new = self.decoder.step(embedded, states, seen)
            logits = self.network.readout(ops.concatenate([state, context, embedded], axis=-1))
            log_probability = ops.reshape(
                ops.log_softmax(ops.cast(logits, "float32"), axis=-1), (batch, width, self.vocabulary_size)
            )
            # a complete target goes on with padding, at no cost
            log_probability = ops.where(complete[..., None], complete_row, log_probability)
            candidates = ops.reshape(scores[..., None] + log_probability, (batch, width * self.vocabulary_size))
            scores, best = ops.top_k(candidates, width)  # (batch, width)
            best = ops.cast(best, "int32")
            token = best % self.vocabulary_size
            rows = ops.reshape(first_row + best // self.vocabulary_size, (-1,))
            complete = ops.reshape(ops.take(ops.reshape(complete, (-1,)), rows, axis=0), (batch, width))
            written = ops.slice_update(ops.take(written, rows, axis=0), (0, place + 1), ops.reshape(token, (-1, 1)))
            complete = ops.logical_or(complete, token == self.end_token)
            return place + 1, written, scores, complete, *[ops.take(each, rows, axis=0) for each in new]

        place = ops.convert_to_tensor(0, dtype="int32")
        begun = (place, written, scores, zeros > 0, *states)
        _, written, scores, *_ = ops.while_loop(unfinished, advance, begun)
        written = ops.reshape(written, (batch, width, self.max_length + 1))[:, :, 1:]
        # score = log-probability / ((5 + length) / 6)^α, the end token counted
        ends = ops.cast(written == self.end_token, "int32")
        after_end = ops.cumsum(ends, axis=-1) - ends > 0
        length = ops.sum(ops.where(after_end, 0.0, 1.0), axis=-1)
        winner = ops.argmax(scores / ((5.0 + length) / 6.0) ** self.length_penalty, axis=-1)  # (batch,)
        chosen = ops.take_along_axis(written, ops.cast(winner, "int32")[:, None, None], axis=1)
        return chosen[:, 0]

    def compute_output_shape(self, input_shape):
        """Returns (batch, max_length)."""
        return (input_shape[0][0], self.max_length)

    def compute_mask(self, inputs, previous_mask=None):
        """Tokens carry no mask."""
        return None
