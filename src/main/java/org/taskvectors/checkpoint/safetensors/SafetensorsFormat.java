package org.taskvectors.checkpoint.safetensors;

import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.FirstBytes;
import org.taskvectors.checkpoint.Format;
import org.taskvectors.checkpoint.HeaderSpan;
import org.taskvectors.checkpoint.HubNames;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// Safetensors, what every tool reads today.
public final class SafetensorsFormat implements Format {
    private static final String ENDING = ".safetensors";
    private static final OutputFormat OUTPUT =
            new OutputFormat("safetensors", ENDING, SafetensorsLayout::of);

    /// What a file's bytes show.
    enum Kind implements FileKind {
        SAFETENSORS;

        @Override
        public String label() {
            return "safetensors file";
        }

        @Override
        public String what() {
            return "";
        }

        @Override
        public String advice() {
            return "";
        }
    }

    @Override
    public String label() {
        return "safetensors";
    }

    @Override
    public List<String> endings() {
        return List.of(ENDING);
    }

    /// A length that the format allows, and the brace behind it. No other kind begins so.
    @Override
    public Optional<FileKind> recognise(FirstBytes bytes) {
        if (bytes.count() <= SafetensorsHeader.LENGTH_BYTES) {
            return Optional.empty();
        }
        long length = bytes.firstLong();
        return length > 0
                        && length <= SafetensorsHeader.MAX_LENGTH
                        && bytes.text().charAt(SafetensorsHeader.LENGTH_BYTES) == '{'
                ? Optional.of(Kind.SAFETENSORS)
                : Optional.empty();
    }

    @Override
    public boolean explains(String fileName) {
        return fileName.endsWith(ENDING);
    }

    @Override
    public HeaderSpan headerSpan(ReadableFile file, FileKind kind) throws Failure {
        return SafetensorsFile.header(file);
    }

    @Override
    public WeightsFile open(
            ReadableFile file, FileKind kind, Optional<String> under, List<WeightsFile> earlier)
            throws Failure {
        return SafetensorsFile.open(file);
    }

    @Override
    public Optional<HubNames> hubNames() {
        return Optional.of(new HubNames("model", ENDING));
    }

    @Override
    public Optional<OutputFormat> output() {
        return Optional.of(OUTPUT);
    }
}
