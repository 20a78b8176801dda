package org.taskvectors.checkpoint.alignment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Tensor;

/// Two layouts laid side by side, atom by atom.
///
/// @param views what of the source each of the target's tensors is, for those that were found
/// @param targetLeft the target's tensors that were not found
/// @param sourceLeft the source's tensors that are in no view, or not with all their rows
/// @param agreeing elements of the views that have the target's shape
record Pairing(
        Map<Tensor, View> views, List<Tensor> targetLeft, List<Tensor> sourceLeft, long agreeing) {
    static Pairing of(List<Tensor> targets, Layout target, List<Tensor> sources, Layout source) {
        Map<Tensor, View> views = new LinkedHashMap<>();
        List<Tensor> left = new ArrayList<>();
        Map<Tensor, Integer> used = new HashMap<>();
        long agreeing = 0;
        for (Tensor tensor : targets) {
            List<Atom> found = found(target.of(tensor), source);
            Optional<View> view = view(tensor, target.of(tensor), found);
            if (view.isEmpty()) {
                left.add(tensor);
                continue;
            }
            views.put(tensor, view.get());
            found.forEach(atom -> used.merge(atom.tensor(), 1, Integer::sum));
            if (view.get().tensor().shape().equals(tensor.shape())) {
                agreeing += tensor.elements();
            }
        }
        List<Tensor> sourceLeft =
                sources.stream()
                        .filter(
                                tensor ->
                                        used.getOrDefault(tensor, 0)
                                                < Math.max(1, source.of(tensor).size()))
                        .toList();
        return new Pairing(views, left, sourceLeft, agreeing);
    }

    /// Whether both sides have tensors that the other does not have.
    boolean isOpen() {
        return !targetLeft.isEmpty() && !sourceLeft.isEmpty();
    }

    /// Returns the source's atoms of the same names; fewer if some are not there.
    private static List<Atom> found(List<Atom> wanted, Layout source) {
        return wanted.stream()
                .map(atom -> source.atom(atom.name()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<View> view(Tensor tensor, List<Atom> wanted, List<Atom> found) {
        if (wanted.isEmpty() || found.size() < wanted.size()) {
            return Optional.empty();
        }
        Atom first = found.getFirst();
        boolean isPlain = wanted.getFirst().order().equals(first.order());
        if (wanted.size() == 1 && isPlain && wanted.getFirst().isWhole() && first.isWhole()) {
            return Optional.of(View.whole(tensor, first.tensor()));
        }
        List<Piece> pieces = new ArrayList<>();
        Set<Object> dtypes = new HashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            Atom to = wanted.get(i);
            Atom from = found.get(i);
            boolean fits =
                    to.shape().equals(from.shape())
                            && turns(to.order(), to.rows())
                            && turns(from.order(), from.rows());
            if (!fits) {
                return Optional.empty();
            }
            dtypes.add(from.tensor().dtype());
            pieces.add(
                    new Piece(
                            from.tensor(), from.firstRow(), from.rows(), from.order(), to.order()));
        }
        return dtypes.size() == 1 ? Optional.of(View.of(tensor, pieces)) : Optional.empty();
    }

    private static boolean turns(RowOrder order, long rows) {
        return order.isPlain() || (order.head() % 2 == 0 && rows % order.head() == 0);
    }
}
