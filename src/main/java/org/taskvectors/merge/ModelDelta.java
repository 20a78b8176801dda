package org.taskvectors.merge;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;

/// The change from a base to a fine-tuned model as an ingredient of a merge: θ − θ₀ in float32,
/// computed on reading, whatever the two are stored in.
public final class ModelDelta {
    private ModelDelta() {}

    /// Returns the change. Both checkpoints stay the caller's.
    ///
    /// @throws Failure [org.taskvectors.merge.method.MethodProblem#SHAPES] or
    ///   [org.taskvectors.merge.method.MethodProblem#MISSING] if the two do not hold the same
    ///   tensors in the same shapes
    public static Vector of(Checkpoint base, Checkpoint tuned) throws Failure {
        LaidModels models = LaidModels.of(List.of(base, tuned), _ -> DType.F32);
        Set<String> apart = new HashSet<>();
        for (Set<String> names : Naming.of(base).tied()) {
            if (names.stream().map(models.byName()::get).distinct().count() > 1) {
                apart.addAll(names);
            }
        }
        LaidVectors laid =
                new LaidVectors(
                        List.of(),
                        Optional.of(base),
                        models.rows(),
                        models.aliases(),
                        apart,
                        List.of());
        About about =
                About.computed(
                        tuned.name(),
                        "difference of two checkpoints",
                        Stream.of(base, tuned)
                                .flatMap(side -> side.about().weightFiles().stream())
                                .distinct()
                                .toList());
        return MergedVector.delta(
                laid,
                _ -> (values, _, count, into) -> subtract(values[1], values[0], into, count),
                about);
    }

    private static void subtract(float[] tuned, float[] base, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = tuned[i] - base[i];
        }
    }
}
