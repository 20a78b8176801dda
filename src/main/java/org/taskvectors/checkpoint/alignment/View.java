package org.taskvectors.checkpoint.alignment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.Shape;

/// A source's numbers as the target lays them out.
///
/// @param tensor the target's name, and the source's dtype and shape
/// @param pieces the rows that it is made of, in their order
record View(Tensor tensor, List<Piece> pieces) {
    View {
        pieces = List.copyOf(pieces);
    }

    /// Returns the view of a whole tensor under the target's name.
    static View whole(Tensor target, Tensor source) {
        return new View(
                new Tensor(target.name(), source.dtype(), source.shape()),
                List.of(
                        new Piece(
                                source,
                                0,
                                Atom.rows(source.shape()),
                                RowOrder.PLAIN,
                                RowOrder.PLAIN)));
    }

    /// Returns the view of pieces; pieces that follow each other become one.
    static View of(Tensor target, List<Piece> pieces) {
        List<Piece> joined = new ArrayList<>();
        for (Piece piece : pieces) {
            if (!joined.isEmpty() && joined.getLast().isFollowedBy(piece)) {
                joined.add(joined.removeLast().with(piece));
            } else {
                joined.add(piece);
            }
        }
        return new View(
                new Tensor(target.name(), joined.getFirst().source().dtype(), target.shape()),
                joined);
    }

    /// Returns the source's tensor if the view is just that; empty if it is put together.
    Optional<Tensor> whole() {
        Piece first = pieces.getFirst();
        Shape shape = tensor.shape();
        boolean isWhole =
                pieces.size() == 1 && first.isStraight() && first.source().shape().equals(shape);
        return isWhole ? Optional.of(first.source()) : Optional.empty();
    }
}
