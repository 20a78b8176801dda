package org.taskvectors.saving;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Copy;

/// The files around a model's weights, as its folder holds them: those that lay around the weights
/// that the model came from, and what a [Beside] has otherwise.
///
/// @param items in the order in which they are written; the configuration is written after all
public record Around(List<Item> items) {
    /// What a file holds.
    public interface Content {
        /// Returns all of it.
        ///
        /// @throws IOException where it cannot be read
        byte[] bytes() throws IOException;

        /// Writes it.
        ///
        /// @throws IOException where it cannot be read or written
        void put(Path to) throws IOException;

        /// Returns how long it is, in bytes.
        ///
        /// @throws IOException where it cannot be read
        long size() throws IOException;
    }

    /// A file.
    ///
    /// @param isCarried whether it was carried along, and not made
    public record Item(String name, boolean isCarried, Content content) {
        /// Whether the weights are a model's once it is there.
        boolean isConfiguration() {
            return isCarried && name.equals(Companions.CONFIG);
        }
    }

    public Around {
        items = List.copyOf(items);
    }

    /// Returns a content that is in memory.
    public static Content of(byte[] bytes) {
        return new Held(bytes);
    }

    /// Returns what a model's folder holds around its weights.
    ///
    /// @throws IOException where the configuration cannot be read, or cannot be as it has to be
    public static Around of(Checkpoint model, Beside beside) throws IOException {
        Optional<byte[]> config = config(model, beside);
        List<Item> items = new ArrayList<>();
        for (String name : companions(model, beside)) {
            Path from = source(model).resolve(name);
            items.add(
                    new Item(
                            name,
                            true,
                            config.filter(_ -> name.equals(Companions.CONFIG))
                                    .map(Around::of)
                                    .orElseGet(() -> new Copied(from))));
        }
        beside.copies().forEach((name, from) -> items.add(new Item(name, true, new Copied(from))));
        beside.texts()
                .forEach(
                        (name, text) -> items.add(new Item(name, false, of(text.getBytes(UTF_8)))));
        // The maps are in another order in each process.
        items.sort(Comparator.comparing(Item::name));
        return new Around(items);
    }

    /// Returns the names of what was carried along, in their order.
    List<String> carried() {
        return items.stream().filter(Item::isCarried).map(Item::name).sorted().toList();
    }

    /// Writes everything but the configuration into a folder.
    void writeTo(Path folder) throws IOException {
        for (Item item : items) {
            if (!item.isConfiguration()) {
                item.content().put(folder.resolve(item.name()));
            }
        }
    }

    /// Writes the configuration into a folder, where there is one.
    void configure(Path folder) throws IOException {
        for (Item item : items) {
            if (item.isConfiguration()) {
                item.content().put(folder.resolve(item.name()));
            }
        }
    }

    /// config.json as it has to be; empty where it stays as it is, or there is none.
    private static Optional<byte[]> config(Checkpoint model, Beside beside) throws IOException {
        if (SavedConfig.isDescribed(model)) {
            return SavedConfig.of(model, beside).map(config -> PrettyJson.bytes(config.json()));
        }
        ConfigChange change = ConfigChange.of(model, beside);
        Optional<Path> from =
                model.about()
                        .companionFolder()
                        .filter(_ -> model.about().companions().contains(Companions.CONFIG))
                        .map(place -> place.resolve(Companions.CONFIG))
                        .filter(Files::isRegularFile);
        return from.isEmpty() || change.isNone()
                ? Optional.empty()
                : Optional.of(Companions.configured(from.get(), change));
    }

    /// What lies around the weights and is carried along.
    private static List<String> companions(Checkpoint model, Beside beside) {
        return model.about().companionFolder().isEmpty()
                ? List.of()
                : model.about().companions().stream()
                        // Other tools take a folder that has one for an adapter's, whatever its
                        // weights are.
                        .filter(name -> !name.equals(Companions.ADAPTER_CONFIG))
                        .filter(name -> !beside.texts().containsKey(name))
                        .filter(name -> !beside.copies().containsKey(name))
                        .filter(name -> Files.isRegularFile(source(model).resolve(name)))
                        .toList();
    }

    private static Path source(Checkpoint model) {
        return model.about().companionFolder().orElseThrow();
    }

    /// A file that is copied.
    private record Copied(Path from) implements Content {
        @Override
        public byte[] bytes() throws IOException {
            return Files.readAllBytes(from);
        }

        @Override
        public void put(Path to) throws IOException {
            Copy.of(from, to);
        }

        @Override
        public long size() throws IOException {
            return Files.size(from);
        }
    }

    private static final class Held implements Content {
        private final byte[] bytes;

        Held(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public void put(Path to) throws IOException {
            AtomicFile.write(to, bytes);
        }

        @Override
        public long size() {
            return bytes.length;
        }
    }
}
