package org.taskvectors.checkpoint.alignment;

import java.util.List;
import java.util.regex.Pattern;

/// How the checkpoints of some models are laid out differently from the models themselves: names,
/// experts that are stacked, projections that are one tensor.
///
/// @param models the values of `model_type`, and the names of classes, that it is for
/// @param renames applied one after the other
/// @param stacks experts that are one tensor in the model
/// @param chunks tensors whose equal parts are several tensors in the model
/// @param turned names, after renaming, of tensors whose rows are turned if a rename changed them
record Conversion(
        List<String> models,
        List<Rename> renames,
        List<Stack> stacks,
        List<Chunk> chunks,
        List<Pattern> turned) {
    /// Experts one by one, and the tensor that stacks them.
    ///
    /// @param single parts of the names of one expert's tensors, with `*` for its number; their
    ///   rows follow each other in the stack
    /// @param stacked the part of the name of the tensor of all experts
    record Stack(List<String> single, String stacked) {}

    /// A tensor whose rows are those of several tensors, in equal parts.
    ///
    /// @param whole a part of the name of the one tensor
    /// @param parts what stands there in the names of the several tensors
    record Chunk(String whole, List<String> parts) {}

    /// Returns the name as the model has it.
    String rename(String name) {
        String renamed = name;
        for (Rename rename : renames) {
            renamed = rename.apply(renamed);
        }
        return renamed;
    }

    /// Whether the rows of a tensor are turned.
    ///
    /// @param own its name in the file
    /// @param renamed what [#rename] makes of it
    boolean isTurned(String own, String renamed) {
        return !own.equals(renamed)
                && turned.stream().anyMatch(pattern -> pattern.matcher(renamed).find());
    }
}
