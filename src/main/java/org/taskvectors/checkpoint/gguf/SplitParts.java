package org.taskvectors.checkpoint.gguf;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.file.Failure;

/// Holds the parts of a split model to what they say of themselves: how many parts there are
/// (`split.count`), which one each is (`split.no`, from 0 on), and how many tensors all have
/// together (`split.tensors.count`). Source: llama.cpp, `tools/gguf-split` and
/// `llama-model-loader.cpp`.
final class SplitParts {
    private static final String COUNT = "split.count";
    private static final String NUMBER = "split.no";
    private static final String TENSORS = "split.tensors.count";
    private static final String INCOMPLETE = "Download all parts of the model into one folder";

    private SplitParts() {}

    /// @param parts all files that were opened together
    /// @throws Failure if a part is absent, or not where its own number says
    static void requireWhole(List<GgufFile> parts) throws Failure {
        GgufFile first = parts.getFirst();
        OptionalLong count = first.typedMetadata().count(COUNT);
        if (count.orElse(1) > parts.size()) {
            throw Failure.of(
                    CheckpointProblem.SHARD_ABSENT,
                    first.path(),
                    String.format(
                            Locale.ROOT,
                            "this is part %,d of %,d by its metadata (split.count), and %s",
                            first.typedMetadata().count(NUMBER).orElse(0) + 1,
                            count.orElse(1),
                            parts.size() == 1
                                    ? "the others are not here under the names of its parts"
                                    : "only " + parts.size() + " are here"),
                    INCOMPLETE);
        }
        if (parts.size() > 1 && count.orElse(1) < parts.size()) {
            throw Failure.of(
                    GgufProblem.SPLIT,
                    first.path(),
                    String.format(
                            Locale.ROOT,
                            "its metadata say that the model has %,d parts (split.count), its"
                                    + " name says %,d",
                            count.orElse(1),
                            parts.size()),
                    INCOMPLETE);
        }
        for (int i = 0; i < parts.size(); i++) {
            requireNumber(parts.get(i), i);
        }
        requireTensors(parts);
    }

    private static void requireNumber(GgufFile part, int number) throws Failure {
        long own = part.typedMetadata().count(NUMBER).orElse(number);
        if (own != number) {
            throw Failure.of(
                    GgufProblem.SPLIT,
                    part.path(),
                    String.format(
                            Locale.ROOT,
                            "this is part %,d by its metadata (split.no) and part %,d by its name",
                            own + 1,
                            number + 1),
                    INCOMPLETE);
        }
    }

    private static void requireTensors(List<GgufFile> parts) throws Failure {
        OptionalLong all = parts.getFirst().typedMetadata().count(TENSORS);
        long here = parts.stream().mapToLong(part -> part.header().tensors().size()).sum();
        if (all.isPresent() && all.getAsLong() != here) {
            throw Failure.of(
                    GgufProblem.SPLIT,
                    parts.getFirst().path(),
                    String.format(
                            Locale.ROOT,
                            "the model has %,d tensors by its metadata (split.tensors.count), its"
                                    + " files hold %,d",
                            all.getAsLong(),
                            here),
                    INCOMPLETE);
        }
    }
}
