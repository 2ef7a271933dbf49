from dlteach.inspect.history import how_it_went, loss_curve
from dlteach.training.fit import Fitted


def test_the_words_name_the_epoch_of_the_lowest_validation_loss():
    curve = loss_curve({"loss": [1.0, 0.5, 0.25], "val_loss": [0.9, 0.3, 0.4]})
    assert "from 1 to 0.25 in 3 epochs" in curve.words
    assert "0.3, is reached in epoch 2" in curve.words
    assert [series.name for series in curve.series] == ["training", "validation"]
    assert curve.log_y


def test_losses_below_zero_get_a_plain_axis():
    assert not loss_curve({"loss": [1.0, -0.5]}).log_y


def test_how_it_went():
    fitted = Fitted({"loss": [1.0]}, seconds=2.0, compile_seconds=0.5, best_epoch=1, stopped=True, steps=1234)
    assert how_it_went(fitted) == "1,234 steps in 2.0 s of training, after 0.5 s of compiling. You ended it early."
