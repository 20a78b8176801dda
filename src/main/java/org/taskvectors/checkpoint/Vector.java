package org.taskvectors.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.LowRankFactors;

/// Numbers that are a change of a base's weights, by the base's names: a saved task vector, an
/// adapter, a difference, a combination of vectors.
public interface Vector extends Checkpoint {
    /// The same vector with its base at hand: what needs the base can be read too, and names and
    /// shapes are held against the base's. The base stays the caller's; closing the result closes
    /// neither it nor this.
    Vector on(Checkpoint base);

    /// The base that is at hand, if one is.
    Optional<Checkpoint> base();

    /// What the vector changes and cannot be read as things stand; empty where the tensors are the
    /// whole change.
    List<Incomplete> incomplete();

    /// How the change of `tensor` is kept.
    Kept kept(Tensor tensor);

    /// What reading fails with until a person says more, such as the scale of factors; empty where
    /// nothing has to be said.
    Optional<Failure> question();

    /// Fails where there is nothing that could be measured.
    ///
    /// @throws Failure the [#question], or why no change can be read without the base
    void requireReadable() throws Failure;

    /// The decoded factors of a tensor whose change is kept as [Kept#isFactored].
    ///
    /// @param memory where the factors are laid
    /// @throws IOException (a [Failure]) where they cannot be read
    /// @throws IllegalArgumentException where the change is no product of factors
    default LowRankFactors factors(Tensor tensor, Arena memory) throws IOException {
        throw new IllegalArgumentException(tensor.name() + " is no product of factors");
    }

    /// Whether it is an adapter, which computes its change from factors.
    default boolean isAdapter() {
        return about().adapter().isPresent();
    }

    /// Whether the base makes more of it readable.
    default boolean needsBase() {
        return incomplete().stream().anyMatch(Incomplete::needsBase);
    }

    /// A vector with its base at hand; any other checkpoint as it is.
    static Checkpoint on(Checkpoint checkpoint, Checkpoint base) {
        return checkpoint instanceof Vector vector ? vector.on(base) : checkpoint;
    }
}
