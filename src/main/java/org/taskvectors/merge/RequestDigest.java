package org.taskvectors.merge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.Adapters;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.Summand;

/// The digest of a request whose model is not whole: of everything that decides about its bytes and
/// does not stand in the headers of its files. Inputs count by their path, size, time of change and
/// samples of their bytes.
final class RequestDigest {
    private static final String CONFIG = "config.json";

    private final MessageDigest sha;

    RequestDigest(String what) {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        text(what);
    }

    RequestDigest text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        number(bytes.length);
        sha.update(bytes);
        return this;
    }

    RequestDigest number(long number) {
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        return this;
    }

    private void real(double number) {
        number(Double.doubleToLongBits(number));
    }

    /// Adds a checkpoint that is read.
    ///
    /// @throws IOException where one of its files cannot be read
    RequestDigest input(Located input) throws IOException {
        Path path = input.path().toAbsolutePath().normalize();
        text(path.toString()).text(input.said().toString());
        List<Path> files = new ArrayList<>(Checkpoints.weightFiles(path, input.said()));
        files.addAll(Adapters.configurations(path));
        Path config = Files.isDirectory(path) ? path.resolve(CONFIG) : path.resolveSibling(CONFIG);
        if (Files.isRegularFile(config)) {
            files.add(config);
        }
        number(files.size());
        for (Path file : files) {
            text(file.toAbsolutePath().normalize().toString());
            number(Files.size(file));
            number(Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS));
            text(ContentId.part(file).sample());
        }
        return this;
    }

    /// Adds the values of a method's parameters for all tensors.
    RequestDigest settings(Method method, Chosen chosen, List<Slot> slots) {
        text(method.id()).number(chosen.seed()).number(slots.size());
        for (Slot slot : slots) {
            text(slot.name());
            for (Parameter parameter : method.parameters()) {
                if (parameter.isEach()) {
                    for (int k = 0; k < slot.ingredients(); k++) {
                        real(chosen.of(parameter, k, slot));
                    }
                } else {
                    real(chosen.of(parameter, Settings.SHARED, slot));
                }
            }
        }
        return this;
    }

    /// Adds which tensors are added to the base, with their coefficients.
    RequestDigest sums(EditedModel model) {
        for (Tensor tensor : model.tensors()) {
            List<Summand> summands = model.summands(tensor.name());
            text(tensor.name()).number(summands.size());
            for (Summand summand : summands) {
                text(summand.tensor().name());
                real(summand.lambda());
            }
        }
        return this;
    }

    /// Adds how layers are stacked.
    RequestDigest stacking(Stacking stacking) {
        number(stacking.layers()).number(stacking.ingredients().size());
        stacking.base().ifPresent(this::stack);
        stacking.ingredients().forEach(this::stack);
        return this;
    }

    private void stack(Stacking.Stack stack) {
        number(stack.like()).number(stack.pieces().size());
        stack.pieces()
                .forEach((name, piece) -> text(name).number(piece.model()).text(piece.tensor()));
    }

    /// Returns the digest in hexadecimal; nothing is added after that.
    String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }
}
