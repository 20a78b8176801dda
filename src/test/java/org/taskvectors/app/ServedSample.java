package org.taskvectors.app;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.taskvectors.hub.TestHub;
import org.taskvectors.hub.cache.HubModels;

/// A hub on this machine that has one model: the sample's SST-2, with files beside it that its
/// author might have left there.
///
/// @param models reads names of this hub
record ServedSample(TestHub hub, HubModels models) implements Closeable {
    static final String NAME = "hf:workbench/sample-sst2";

    private static final List<String> LEFT =
            List.of(
                    "README.md",
                    "pytorch_model.bin",
                    "model.Q4_K_M.gguf",
                    "onnx/model.onnx",
                    "optimizer.pt",
                    "train.py");

    /// @param folder for what is served, and for the cache of the hub's tools
    static ServedSample in(Path folder) throws IOException {
        Path repository = Files.createDirectories(folder.resolve("served"));
        try (Stream<Path> files = Files.list(Path.of("assets/sample/sst2"))) {
            for (Path file : files.toList()) {
                Path copy = repository.resolve(String.valueOf(file.getFileName()));
                if (Files.notExists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
        byte[] weights = Files.readAllBytes(repository.resolve("model.safetensors"));
        for (String name : LEFT) {
            Path file = repository.resolve(name);
            Files.createDirectories(file.getParent());
            // As large as such a file would be beside these weights.
            byte[] content = name.endsWith(".md") || name.endsWith(".py") ? new byte[900] : weights;
            Files.write(file, content);
        }
        TestHub hub = TestHub.start();
        hub.serve(NAME.substring("hf:".length()), repository);
        return new ServedSample(hub, hub.models(folder.resolve(".cache/huggingface/hub")));
    }

    @Override
    public void close() throws IOException {
        models.close();
        hub.close();
    }
}
