package org.taskvectors.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.Adapters;
import org.taskvectors.file.Failure;

/// The inputs of a work: what tells each from all others wherever it lies, by its name, the sizes
/// of its files and samples of their bytes, its tensors and its configuration. It is asked before a
/// part is made and afterwards, since a file that is written meanwhile gives no part of anything.
final class Inputs {
    private static final String CONFIG = "config.json";

    /// An input with the name that messages call it by.
    private record Input(String called, Checkpoint checkpoint) {}

    private final List<Input> inputs = new ArrayList<>();
    private final List<Asked> before = new ArrayList<>();

    /// Adds an input.
    ///
    /// @param called `the base`
    /// @throws IOException where a file cannot be read
    void add(String called, Checkpoint checkpoint) throws IOException {
        inputs.add(new Input(called, checkpoint));
        before.add(new Asked(called, identity(checkpoint)));
    }

    /// Returns what tells them from all others, in their order.
    List<Asked> asked() {
        return List.copyOf(before);
    }

    /// Returns all of their files.
    List<String> files() {
        return inputs.stream()
                .flatMap(input -> input.checkpoint().about().weightFiles().stream())
                .map(file -> file.toAbsolutePath().normalize().toString())
                .distinct()
                .toList();
    }

    /// @throws Failure where one of them is not what it was
    void requireUnchanged() throws IOException {
        for (int i = 0; i < inputs.size(); i++) {
            Checkpoint checkpoint = inputs.get(i).checkpoint();
            if (!identity(checkpoint).equals(before.get(i).value())) {
                throw Failure.of(
                        PartProblem.CHANGED,
                        checkpoint.path().orElse(null),
                        inputs.get(i).called() + " was changed while it was read",
                        "Make all parts again once nothing writes it any more");
            }
        }
    }

    private static String identity(Checkpoint checkpoint) throws IOException {
        About about = checkpoint.about();
        MessageDigest digest = Sha256.begin();
        ContentId content = ContentId.of(about.weightFiles());
        for (ContentId.Part part : content.parts()) {
            add(digest, part.bytes() + " " + part.sample());
        }
        for (Tensor tensor : checkpoint.tensors()) {
            add(digest, tensor.name() + "\n" + tensor.dtype() + "\n" + tensor.shape());
        }
        add(digest, String.valueOf(about.said()));
        for (Path config : configurations(about)) {
            digest.update(Files.readAllBytes(config));
        }
        return about.name()
                + ", "
                + Amounts.bytes(content.bytes())
                + ", "
                + Sha256.text(digest).substring(0, 16);
    }

    private static List<Path> configurations(About about) {
        List<Path> found = new ArrayList<>();
        about.path().ifPresent(path -> found.addAll(Adapters.configurations(path)));
        Optional<Path> config =
                about.companionFolder()
                        .filter(_ -> about.config().isPresent())
                        .map(folder -> folder.resolve(CONFIG))
                        .filter(Files::isRegularFile);
        config.ifPresent(found::add);
        return found;
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
