package org.taskvectors.checkpoint.alignment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;

/// Which tensors of a source are which of a target: a base and its fine-tuned model, a base and a
/// vector. Equal names count first, without the prefixes of tools; then names, stacks and rows as
/// the table of conversions has them; then the longest common ending, where it is unique.
public final class Alignment {
    /// The tensors of one side, and the configuration beside them.
    public record Side(List<Tensor> tensors, Optional<ModelConfig> config) {
        public Side {
            tensors = List.copyOf(tensors);
        }

        public static Side of(Checkpoint checkpoint) {
            return new Side(checkpoint.tensors(), checkpoint.about().config());
        }
    }

    private final Pairing pairing;

    private Alignment(Pairing pairing) {
        this.pairing = pairing;
    }

    /// Finds the tensors of `source` in `target`.
    public static Alignment of(Side target, Side source) {
        OptionalLong own = head(source.config());
        OptionalLong head = own.isPresent() ? own : head(target.config());
        Attempt first = Attempt.first(new Attempt.Given(target.tensors(), source.tensors(), head));
        return new Alignment(
                first.isOpen() ? best(first, target, source).pairing() : first.pairing());
    }

    /// Returns the attempt by which most weights agree; of equal ones the one that supposes least.
    private static Attempt best(Attempt first, Side target, Side source) {
        Conversions table = Conversions.table();
        List<Conversion> called =
                Stream.concat(
                                table.of(target.config()).stream(),
                                table.of(source.config()).stream())
                        .distinct()
                        .toList();
        Attempt known = first.or(first.with(called));
        Attempt plain = known.byEndings();
        if (!plain.isOpen()) {
            return plain;
        }
        return plain.or(known.converted(table).byEndings())
                .or(plain.unwrapped().converted(table).byEndings());
    }

    /// Finds the tensors of `source` in `target`.
    public static Alignment of(Checkpoint target, Checkpoint source) {
        return of(Side.of(target), Side.of(source));
    }

    private static OptionalLong head(Optional<ModelConfig> config) {
        if (config.isEmpty()) {
            return OptionalLong.empty();
        }
        ModelConfig language = config.get().language();
        long heads = language.integer("num_attention_heads", 0);
        long hidden = language.integer("hidden_size", 0);
        long own = language.integer("head_dim", 0);
        long rows = own > 0 ? own : heads > 0 ? hidden / heads : 0;
        return rows > 0 ? OptionalLong.of(rows) : OptionalLong.empty();
    }

    /// Returns the source's tensor that a tensor of the target is; empty if there is none, or if it
    /// is put together of rows of several.
    public Optional<Tensor> whole(Tensor of) {
        return view(of).flatMap(View::whole);
    }

    /// Returns the source's numbers as the target lays them out, as a tensor of the target's name;
    /// empty if the source does not have them. Its shape is the source's.
    public Optional<Tensor> found(Tensor of) {
        return view(of).map(View::tensor);
    }

    /// Returns the source's tensors that a tensor of the target is made of; empty if there are
    /// none.
    List<Tensor> sources(Tensor of) {
        return view(of).map(view -> view.pieces().stream().map(Piece::source).distinct().toList())
                .orElse(List.of());
    }

    /// Returns the target's tensors that are put together of rows of the source's.
    public List<Tensor> joined() {
        return pairing.views().entrySet().stream()
                .filter(entry -> entry.getValue().whole().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Returns the source's tensors whose rows these are put together of.
    public Set<Tensor> parts() {
        return pairing.views().values().stream()
                .filter(view -> view.whole().isEmpty())
                .flatMap(view -> view.pieces().stream())
                .map(Piece::source)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Returns the source in the target's names and layout: a vector stays one. Closing the result
    /// does not close `opened`.
    ///
    /// @param opened the source
    public Checkpoint apply(Checkpoint opened) {
        return opened instanceof Vector vector
                ? new AlignedVector(vector, this)
                : new AlignedCheckpoint(opened, this);
    }

    Optional<View> view(Tensor of) {
        return Optional.ofNullable(pairing.views().get(of));
    }

    Map<Tensor, View> views() {
        return pairing.views();
    }

    /// Returns the target's tensors that the source does not have.
    public List<Tensor> leftInTarget() {
        return pairing.targetLeft();
    }

    /// Returns the source's tensors that the target does not have, or not with all their rows.
    public List<Tensor> leftInSource() {
        return pairing.sourceLeft();
    }

    /// Returns what was read differently than it is written; empty if all names agree.
    public List<Renamed> renamed() {
        return Renamed.of(pairing.views());
    }
}
