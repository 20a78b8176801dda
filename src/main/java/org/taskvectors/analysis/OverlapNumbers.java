package org.taskvectors.analysis;

/// The overlap of the first k singular directions of two vectors in one group, as
/// `src/site/markdown/numbers.md` defines it: of several matrices the mean. An undefined number is
/// NaN.
///
/// @param matrices how many matrices of the group both vectors have so many directions of
/// @param left ‖U_aᵀ·U_b‖_F² / k
/// @param right ‖V_aᵀ·V_b‖_F² / k
/// @param leftChance what random subspaces have on the left: k over the rows
/// @param rightChance on the right: k over the columns
public record OverlapNumbers(
        int matrices, double left, double right, double leftChance, double rightChance) {}
