package org.taskvectors.hub.cache;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a file of a repository is for, by its name.
public enum FileKind {
    SAFETENSORS("weights"),
    PYTORCH("weights of PyTorch"),
    GGUF("weights of llama.cpp"),
    INDEX("index of the weights"),
    CONFIG("configuration"),
    TOKENIZER("tokenizer"),
    TEMPLATE("chat template"),
    LICENCE("licence"),
    CARD("the model's page"),
    CODE("code, which this program never runs"),
    ORIGINAL("the same model in its makers' own layout"),
    OTHER_FORMAT("a format of other programs"),
    TRAINING("state of a training"),
    OTHER("nothing that a model needs");

    private static final Set<String> PYTORCH_ENDINGS = Set.of("bin", "pt", "pth", "ckpt");
    private static final Set<String> FOREIGN_ENDINGS =
            Set.of(
                    "onnx",
                    "onnx_data",
                    "h5",
                    "msgpack",
                    "ot",
                    "tflite",
                    "mlmodel",
                    "mlpackage",
                    "pb",
                    "xml",
                    "llamafile",
                    "engine",
                    "npz",
                    "task",
                    "litertlm",
                    "nemo",
                    "ggml");
    private static final Set<String> FOREIGN_FOLDERS =
            Set.of("onnx", "openvino", "coreml", "tf", "flax", "metal", "tflite", "mlc");
    private static final Set<String> TRAINING_NAMES =
            Set.of(
                    "training_args.bin",
                    "optimizer.bin",
                    "optimizer.pt",
                    "scheduler.pt",
                    "scheduler.bin",
                    "scaler.pt",
                    "trainer_state.json",
                    "rng_state.pth");
    private static final Set<String> TOKENIZER_NAMES =
            Set.of(
                    "tokenizer.json",
                    "tokenizer_config.json",
                    "special_tokens_map.json",
                    "added_tokens.json",
                    "vocab.json",
                    "vocab.txt",
                    "merges.txt",
                    "tekken.json",
                    "normalizer.json",
                    "source.spm",
                    "target.spm");
    private static final Set<String> CONFIG_NAMES =
            Set.of(
                    "params.json",
                    "modules.json",
                    "model_index.json",
                    "preprocessor_config.json",
                    "chat_preprocessor_config.json");
    private static final List<String> LICENCES =
            List.of("license", "licence", "notice", "use_policy", "copying");

    private final String words;

    FileKind(String words) {
        this.words = words;
    }

    /// What it is, for people.
    public String words() {
        return words;
    }

    /// Whether files of this kind hold the model's numbers.
    public boolean isWeights() {
        return this == SAFETENSORS || this == PYTORCH || this == GGUF;
    }

    /// Whether a model needs files of this kind beside its weights.
    boolean isBesideWeights() {
        return switch (this) {
            case CONFIG, TOKENIZER, TEMPLATE, LICENCE, CARD -> true;
            default -> false;
        };
    }

    /// The kind of a file.
    static FileKind of(RemoteFile file) {
        String path = file.path().toLowerCase(Locale.ROOT);
        String name = path.substring(path.lastIndexOf('/') + 1);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        if (inFolder(path, Set.of("original"))) {
            return ORIGINAL;
        }
        if (inFolder(path, FOREIGN_FOLDERS) || FOREIGN_ENDINGS.contains(ending)) {
            return OTHER_FORMAT;
        }
        if (TRAINING_NAMES.contains(name)
                || name.startsWith("rng_state")
                || path.startsWith("runs/")
                || path.matches("(?:.*/)?(?:global_step|checkpoint-)\\d+/.*")) {
            return TRAINING;
        }
        if (name.endsWith(".index.json")) {
            return INDEX;
        }
        return ofEnding(path, name, ending);
    }

    private static FileKind ofEnding(String path, String name, String ending) {
        if (name.startsWith("chat_template") || path.startsWith("additional_chat_templates/")) {
            return TEMPLATE;
        }
        if (TOKENIZER_NAMES.contains(name) || ending.equals("model") || ending.equals("tiktoken")) {
            return TOKENIZER;
        }
        if (CONFIG_NAMES.contains(name) || name.endsWith("config.json")) {
            return CONFIG;
        }
        if (LICENCES.stream().anyMatch(name::startsWith)) {
            return LICENCE;
        }
        if (path.equals("readme.md")) {
            return CARD;
        }
        return switch (ending) {
            case "safetensors" -> SAFETENSORS;
            case "gguf" -> GGUF;
            case "py" -> CODE;
            default -> PYTORCH_ENDINGS.contains(ending) ? PYTORCH : OTHER;
        };
    }

    private static boolean inFolder(String path, Set<String> folders) {
        int end = path.indexOf('/');
        return end > 0 && folders.contains(path.substring(0, end));
    }
}
