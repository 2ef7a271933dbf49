"""What the lesson on detection, segmentation and faces shows and trains; vision.md names each function."""

from __future__ import annotations

from dlteach.lessons.vision_bench import faces, pictures
from dlteach.lessons.vision_by_hand import (
    ap_by_hand,
    ap_value,
    iou_by_hand,
    iou_value,
    nms_by_hand,
    nms_left,
    transposed_by_hand,
    transposed_corner,
)
from dlteach.lessons.vision_detection import precision_curve, rivals, see_found, see_pictures, train_detector
from dlteach.lessons.vision_detector import detector_summary, places, see_targets
from dlteach.lessons.vision_experiments import centre_ness, suppression, without_suppression
from dlteach.lessons.vision_faces import attributes, best_at_strangers, see_faces, strangers, train_reader
from dlteach.lessons.vision_segmentation import (
    cropped_side,
    published,
    see_masks,
    segmentation_rivals,
    train_unet,
    what_skips_do,
    without_skips,
)
from dlteach.training.lab import Lab

__all__ = [
    "ap_by_hand",
    "ap_value",
    "attributes",
    "best_at_strangers",
    "centre_ness",
    "cropped_side",
    "detector_summary",
    "iou_by_hand",
    "iou_value",
    "nms_by_hand",
    "nms_left",
    "places",
    "precision_curve",
    "prepare",
    "published",
    "rivals",
    "see_faces",
    "see_found",
    "see_masks",
    "see_pictures",
    "see_targets",
    "segmentation_rivals",
    "strangers",
    "suppression",
    "train_detector",
    "train_reader",
    "train_unet",
    "transposed_by_hand",
    "transposed_corner",
    "what_skips_do",
    "without_skips",
    "without_suppression",
]


def prepare(lab: Lab) -> None:
    """Draws both data sets ahead, while the learner reads."""
    pictures(lab)
    faces(lab)
