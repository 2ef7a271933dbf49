"""Drawn boxes: the outline lies on the box's own outermost pixels, and each class of pixels has its colour."""

import numpy as np

from dlteach.inspect.boxes import COLOURS, class_colours, with_boxes


def test_an_outline_marks_the_outermost_pixels_of_the_box():
    image = np.full((10, 12, 3), 0.5)
    picture = with_boxes(image, [[2, 3, 7, 9]], [1])
    changed = np.abs(picture - 0.3).max(axis=-1) > 1e-6
    expected = np.zeros((10, 12), bool)
    expected[2:7, 3:9] = True
    expected[3:6, 4:8] = False
    np.testing.assert_array_equal(changed, expected)
    np.testing.assert_allclose(picture[2, 3], COLOURS[1])


def test_a_box_over_the_edge_is_drawn_as_far_as_it_goes():
    picture = with_boxes(np.zeros((8, 8, 1)), [[-3, -2, 20, 30]], [0])
    for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1]):
        np.testing.assert_allclose(edge, np.tile(COLOURS[0], (8, 1)), rtol=1e-6)
    assert not picture[1:-1, 1:-1].any()


def test_each_class_of_pixels_has_its_colour():
    picture = class_colours(np.array([[0, 1], [2, 3]]))
    np.testing.assert_allclose(picture.reshape(4, 3)[1:], COLOURS[:3])
    assert picture[0, 0].max() < 0.2
