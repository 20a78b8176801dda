package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The names that files of a model have by custom.
final class Names {
    static final String SAFETENSORS = ".safetensors";
    static final String GGUF = ".gguf";
    static final String INDEX = ".safetensors.index.json";
    static final String CONFIG = "config.json";
    static final String MODEL = "model.safetensors";
    static final String ADAPTER = "adapter_model.safetensors";
    static final String PYTORCH_INDEX = ".bin.index.json";
    static final String PYTORCH_MODEL = "pytorch_model.bin";
    static final String PYTORCH_ADAPTER = "adapter_model.bin";
    static final String ADAPTER_CONFIG = "adapter_config.json";

    /// `model-00002-of-00004.safetensors`, `pytorch_model-00001-of-00002.bin`,
    /// `model-00001-of-00003.gguf`
    private static final Pattern SHARD =
            Pattern.compile("(.*)-(\\d+)-of-(\\d+)(\\.safetensors|\\.bin|\\.gguf)");

    private static final Pattern PYTORCH =
            Pattern.compile(
                    "(?:pytorch_model|adapter_model|consolidated|model).*\\.bin"
                            + "|.*\\.(?:pth|pt|ckpt)");

    /// What a training run leaves beside the weights, in files of the same kind.
    private static final Pattern TRAINING_STATE =
            Pattern.compile(
                    "(?:optimizer|scheduler|scaler|rng_state.*|training_args|.*_optim_states)"
                            + "\\.(?:bin|pth?)");

    private static final Pattern OTHER_WEIGHTS = Pattern.compile(".*\\.(?:h5|msgpack|onnx|npz)");

    private static final List<Pattern> COMPANIONS =
            List.of(
                    Pattern.compile("(?:generation_|adapter_)?config\\.json"),
                    Pattern.compile(".*tokenizer.*\\.(?:json|model)"),
                    Pattern.compile("(?:special_tokens_map|added_tokens|vocab)\\.json"),
                    Pattern.compile("(?:vocab|merges)\\.txt"),
                    Pattern.compile("(?:spiece|sentencepiece.*)\\.model|.*\\.tiktoken"),
                    Pattern.compile("chat_template\\.(?:json|jinja)"),
                    Pattern.compile("(?:pre)?processor_config\\.json"),
                    Pattern.compile("(?:modeling|configuration|tokenization)_.*\\.py"),
                    Pattern.compile("(?:LICENSE|LICENCE|NOTICE|USE_POLICY).*"));

    /// Which of how many a shard is, from its name.
    ///
    /// @param series what is before the numbers
    /// @param ending what is after them
    record ShardNumber(String series, int number, int of, String ending) {
        /// Whether `other` is of the same series.
        boolean isWith(ShardNumber other) {
            return series.equals(other.series) && of == other.of && ending.equals(other.ending);
        }
    }

    private Names() {}

    /// A path's last part; the path itself where it has none, as the root.
    static String of(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? path.toString() : last.toString();
    }

    static @Nullable ShardNumber shard(String name) {
        Matcher matcher = SHARD.matcher(name);
        if (!matcher.matches() || matcher.group(2).length() > 9 || matcher.group(3).length() > 9) {
            return null;
        }
        return new ShardNumber(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                matcher.group(4));
    }

    /// Whether a file of that name belongs to the model and goes where it goes.
    static boolean isCompanion(String name) {
        return COMPANIONS.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /// Whether a file of that name holds weights as PyTorch saves them.
    static boolean isPytorch(String name) {
        return PYTORCH.matcher(name).matches() && !TRAINING_STATE.matcher(name).matches();
    }

    /// Whether a file of that name is a model's only one, so that it is called as its folder is.
    static boolean isWholeModel(String name) {
        return name.equals(MODEL) || name.equals(PYTORCH_MODEL);
    }

    /// Whether a file of that name says which shard holds which tensor.
    static boolean isIndex(String name) {
        return name.endsWith(INDEX) || name.endsWith(PYTORCH_INDEX);
    }

    /// Whether a file of that name holds weights in a format that this version does not read.
    static boolean isOtherWeights(String name) {
        return OTHER_WEIGHTS.matcher(name).matches();
    }
}
