package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.pytorch.PytorchLayout;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;

/// The formats that tensors can be saved in. The ending of a file's name says which.
public enum OutputFormat {
    /// What everybody reads today.
    SAFETENSORS("safetensors", ".safetensors"),
    /// A dictionary of tensors as `torch.save` writes it, for notebooks that expect one.
    PYTORCH("PyTorch", ".pth");

    private final String label;
    private final String ending;

    OutputFormat(String label, String ending) {
        this.label = label;
        this.ending = ending;
    }

    /// Its name for people.
    public String label() {
        return label;
    }

    /// How its files end, the dot included.
    public String ending() {
        return ending;
    }

    /// The format that the ending of a file's name says.
    public static Optional<OutputFormat> of(Path path) {
        String name = Names.of(path).toLowerCase(Locale.ROOT);
        for (OutputFormat format : values()) {
            if (name.endsWith(format.ending)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /// A file's name without the ending of a format, where it has one.
    public static String stem(String fileName) {
        for (OutputFormat format : values()) {
            if (fileName.toLowerCase(Locale.ROOT).endsWith(format.ending)) {
                return fileName.substring(0, fileName.length() - format.ending.length());
            }
        }
        return fileName;
    }

    /// Lays out a file of these tensors.
    ///
    /// @throws IllegalArgumentException where the format cannot hold them
    public WeightsLayout layout(List<Tensor> tensors, Map<String, String> metadata) {
        return switch (this) {
            case SAFETENSORS -> SafetensorsLayout.of(tensors, metadata);
            case PYTORCH -> PytorchLayout.of(tensors, metadata);
        };
    }
}
