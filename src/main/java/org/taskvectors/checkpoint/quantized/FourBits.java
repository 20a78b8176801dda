package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;

/// Finds tensors in bitsandbytes' four bits: beside the packed `X` there are `X.absmax`,
/// `X.quant_map` and `X.quant_state.bitsandbytes__nf4` (or `__fp4`), and with double quantisation
/// `X.nested_absmax` and `X.nested_quant_map`.
final class FourBits implements Parts.Format {
    private static final String STATE = ".quant_state.bitsandbytes__";
    private static final String ABSMAX = ".absmax";
    private static final String MAP = ".quant_map";
    private static final String NESTED_ABSMAX = ".nested_absmax";
    private static final String NESTED_MAP = ".nested_quant_map";
    private static final int CODES = 16;
    private static final int NESTED_CODES = 256;

    private final Checkpoint stored;
    private final Map<String, Tensor> states = new HashMap<>();

    FourBits(Checkpoint stored) {
        this.stored = stored;
        for (Tensor tensor : stored.tensors()) {
            int at = tensor.name().indexOf(STATE);
            if (at > 0) {
                states.put(tensor.name().substring(0, at), tensor);
            }
        }
    }

    @Override
    public @Nullable Parts parts(Tensor tensor) throws Failure {
        String name = tensor.name();
        String owner = owner(name);
        if (owner != null) {
            // A part without its tensor: a shard that was opened alone.
            boolean alone = stored.tensor(owner).isEmpty();
            return alone
                    ? Parts.notUnderstood(
                            "a part of a bitsandbytes tensor that is not here", List.of(name))
                    : null;
        }
        Optional<Tensor> absmax = stored.tensor(name + ABSMAX);
        Tensor state = states.get(name);
        if (state == null && absmax.isEmpty()) {
            return null;
        }
        Optional<Tensor> map = stored.tensor(name + MAP);
        List<String> others =
                Stream.concat(
                                Stream.of(ABSMAX, MAP, NESTED_ABSMAX, NESTED_MAP)
                                        .map(part -> name + part)
                                        .filter(part -> stored.tensor(part).isPresent()),
                                Stream.ofNullable(state).map(Tensor::name))
                        .toList();
        if (state == null || absmax.isEmpty() || map.isEmpty()) {
            return Parts.notUnderstood(
                    "four bits of bitsandbytes, of whose parts some are absent",
                    Stream.concat(Stream.of(name), others.stream()).toList());
        }
        return Parts.ofBitsandbytes(stored, tensor(tensor, state, absmax.get(), map.get()), others);
    }

    /// Returns the name of the tensor that a part belongs to; null if the name is not a part's.
    private static @Nullable String owner(String name) {
        int at = name.indexOf(STATE);
        if (at > 0) {
            return name.substring(0, at);
        }
        return Stream.of(NESTED_ABSMAX, NESTED_MAP, ABSMAX, MAP)
                .filter(name::endsWith)
                .map(part -> name.substring(0, name.length() - part.length()))
                .findFirst()
                .orElse(null);
    }

    private QuantizedTensor tensor(Tensor packed, Tensor stateTensor, Tensor absmax, Tensor map)
            throws Failure {
        FourBitState state = state(packed, stateTensor);
        long weights = state.shape().elements();
        long blocks = Math.ceilDiv(weights, (long) state.blockSize());
        requireBytes(packed, Math.ceilDiv(weights, 2L));
        require(packed, absmax, blocks);
        require(packed, map, CODES);
        requireNumbers(packed, map);
        Scales scales;
        long scaleBytes = absmax.bytes();
        if (state.nested().isPresent()) {
            NestedScales nested = nested(packed, absmax, state.nested().get());
            scaleBytes += nested.outer().bytes();
            scales = nested;
        } else {
            requireNumbers(packed, absmax);
            scales = new Scales.Stored(stored, absmax);
        }
        Encoding encoding =
                new Encoding(
                        state.type().label(),
                        weights == 0 ? 4 : 8.0 * (packed.bytes() + scaleBytes) / weights,
                        GaussianErrors.fourBits(state.type(), state.blockSize()));
        return new FourBitTensor(
                stored, packed, state, new CodeBook(stored, map), scales, encoding);
    }

    private NestedScales nested(Tensor packed, Tensor codes, FourBitState.Nested nested)
            throws Failure {
        Tensor outer = part(packed, NESTED_ABSMAX);
        Tensor map = part(packed, NESTED_MAP);
        if (codes.dtype() != DType.U8) {
            throw otherDType(packed, codes, "uint8, since the scales are quantised themselves");
        }
        require(packed, outer, Math.ceilDiv(codes.elements(), (long) nested.blockSize()));
        require(packed, map, NESTED_CODES);
        requireNumbers(packed, outer);
        requireNumbers(packed, map);
        return new NestedScales(
                stored,
                codes,
                new CodeBook(stored, map),
                outer,
                nested.blockSize(),
                nested.offset());
    }

    private Tensor part(Tensor packed, String part) throws Failure {
        Optional<Tensor> found = stored.tensor(packed.name() + part);
        if (found.isEmpty()) {
            throw Parts.failure(
                    stored,
                    QuantizedProblem.PART_DOES_NOT_FIT,
                    packed,
                    packed,
                    "its state says that its scales are quantised themselves, but "
                            + part.substring(1)
                            + " is absent");
        }
        return found.get();
    }

    private FourBitState state(Tensor packed, Tensor stateTensor) throws Failure {
        if (stateTensor.dtype().bits() != 8 || stateTensor.bytes() > FourBitState.LONGEST) {
            throw Parts.failure(
                    stored,
                    QuantizedProblem.STATE_MALFORMED,
                    packed,
                    stateTensor,
                    "its state is "
                            + stateTensor.dtype().label()
                            + " "
                            + stateTensor.shape()
                            + ", no text");
        }
        try {
            FourBitState state = FourBitState.parse(bytes(stateTensor));
            String ending = stateTensor.name().substring(packed.name().length() + STATE.length());
            if (!Objects.equals(FourBitType.of(ending).orElse(null), state.type())) {
                throw Parts.failure(
                        stored,
                        QuantizedProblem.STATE_MALFORMED,
                        packed,
                        stateTensor,
                        "its state is called "
                                + org.taskvectors.file.Shown.of(ending)
                                + " and says "
                                + state.type().label());
            }
            return state;
        } catch (FourBitState.Malformed e) {
            throw Parts.failure(
                            stored,
                            e.isUnknownType()
                                    ? QuantizedProblem.UNKNOWN_TYPE
                                    : QuantizedProblem.STATE_MALFORMED,
                            packed,
                            stateTensor,
                            String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }

    private byte[] bytes(Tensor tensor) throws Failure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(Math.max(1, tensor.bytes()));
            MemorySegment bytes = target.asSlice(0, tensor.bytes());
            stored.read(tensor, 0, bytes);
            return bytes.toArray(ValueLayout.JAVA_BYTE);
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw Parts.failure(
                            stored,
                            QuantizedProblem.STATE_MALFORMED,
                            tensor,
                            tensor,
                            "its state cannot be read")
                    .causedBy(e);
        }
    }

    private void require(Tensor packed, Tensor part, long elements) throws Failure {
        if (part.elements() != elements) {
            throw Parts.doesNotFit(stored, packed, part, "elements", elements);
        }
    }

    private void requireBytes(Tensor packed, long bytes) throws Failure {
        if (packed.dtype().bits() % 8 != 0) {
            throw otherDType(packed, packed, "whole bytes");
        }
        if (packed.bytes() != bytes) {
            throw Parts.doesNotFit(stored, packed, packed, "bytes", bytes);
        }
    }

    private void requireNumbers(Tensor packed, Tensor part) throws Failure {
        if (!part.dtype().isFloating() || part.dtype().bits() > 32) {
            throw otherDType(packed, part, "floating point");
        }
    }

    private Failure otherDType(Tensor packed, Tensor part, String right) {
        return Parts.failure(
                stored,
                QuantizedProblem.PART_DOES_NOT_FIT,
                packed,
                part,
                org.taskvectors.file.Shown.of(part.name())
                        + " is "
                        + part.dtype().label()
                        + ", and has to be "
                        + right);
    }
}
