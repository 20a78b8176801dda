package org.taskvectors.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.extraction.lora.LoraRank;
import org.taskvectors.merge.Output;
import org.taskvectors.saving.Target;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// As what a merge is saved, and where.
final class MergeOutputOptions {
    private static final int DEFAULT_RANK = 16;

    /// As what.
    enum As {
        MODEL("model"),
        VECTOR("vector"),
        LORA("lora");

        private final String word;

        As(String word) {
            this.word = word;
        }
    }

    static final class Kinds implements ITypeConverter<As> {
        @Override
        public As convert(String word) {
            return Words.choose(As.values(), as -> as.word, word);
        }
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description =
                    "The model's folder, which must not exist, or be empty; or one file where the"
                            + " name ends in .safetensors or .pth. A vector is such a file, an"
                            + " adapter a folder. With --part, the folder of the parts.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--as",
            paramLabel = "KIND",
            converter = Kinds.class,
            description =
                    "As what it is saved: model (the default), vector, or lora. Vectors that are"
                            + " merged without a base can only be a vector.")
    private Optional<As> as = Optional.empty();

    @Option(
            names = "--rank",
            paramLabel = "R",
            description = "With --as lora: the rank of every module, 16 by default.")
    private Optional<Integer> rank = Optional.empty();

    @Option(
            names = "--force",
            description =
                    "Replace OUT where it is a file that exists, or holds an adapter; with --part,"
                            + " a part that exists.")
    private boolean force;

    @Mixin private ShardOptions shards = new ShardOptions();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    MergeOutputOptions() {}

    /// Whether the command names an output.
    boolean isSaid() {
        return out.isPresent();
    }

    /// Whether what is there may be replaced.
    boolean isForced() {
        return force;
    }

    /// Checks that the command names an output where it writes one.
    ///
    /// @throws ParameterException where none is
    void check(boolean isDryRun) {
        if (out.isEmpty() && !isDryRun) {
            throw wrong("--output: say where the result goes, or --dry-run");
        }
    }

    /// As what it is saved, and where. What a name's ending contradicts is refused.
    ///
    /// @param otherwise the kind if the command names none
    /// @throws ParameterException where something does not fit
    Output output(As otherwise) {
        As kind = as.orElse(otherwise);
        Path path = out.orElse(Path.of(""));
        Optional<OutputFormat> format = OutputFormats.of(path);
        boolean isWeights = Formats.ALL.isWeightsName(FileNames.of(path));
        if (rank.isPresent() && kind != As.LORA) {
            throw wrong("--rank is said of an adapter (--as lora)");
        }
        if (isWeights && format.isEmpty()) {
            throw wrong(
                    "--output: "
                            + path.getFileName()
                            + " is called as a file of weights that is not written; let it end in "
                            + OutputFormats.endings()
                            + ", or name a folder");
        }
        if (kind != As.MODEL || format.isPresent()) {
            shards.requireUnsaid();
        }
        return switch (kind) {
            case MODEL -> new Output.Model(model(path, format));
            case VECTOR -> vector(path, format);
            case LORA -> adapter(path, format);
        };
    }

    private Target model(Path path, Optional<OutputFormat> format) {
        return format.isPresent()
                ? new Target.SingleFile(path, format.get(), force)
                : shards.folder(path);
    }

    private Output vector(Path path, Optional<OutputFormat> format) {
        if (out.isPresent() && format.isEmpty()) {
            throw wrong(
                    as.isEmpty()
                            ? "--output: without a base merged vectors are a vector, which is a"
                                    + " file; let OUT end in "
                                    + OutputFormats.endings()
                                    + ", or name the base (--base)"
                            : "--output: a vector is a file; let OUT end in "
                                    + OutputFormats.endings());
        }
        return new Output.VectorFile(path, force);
    }

    private Output adapter(Path path, Optional<OutputFormat> format) {
        if (format.isPresent()) {
            throw wrong("--output: an adapter is a folder, and OUT is called as a file of weights");
        }
        int most = rank.orElse(DEFAULT_RANK);
        if (most < 1) {
            throw wrong("--rank: a rank is at least 1");
        }
        return new Output.Adapter(path, new LoraRank.Fixed(most), force);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
