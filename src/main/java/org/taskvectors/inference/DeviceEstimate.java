package org.taskvectors.inference;

import java.util.OptionalLong;

/// What a model will take of a device's own memory, known from headers alone: bytes.
///
/// @param label of the device: `GPU 0`
/// @param reason why the model would run there; may be empty
/// @param weights the base's weights
/// @param edited what the vectors change, beside them
/// @param vectors the vectors themselves; 0 where what they change is computed by the processor and
///   moved at each turn
/// @param cachePerToken keys and values of one token, of one text a side
/// @param context tokens that the caches are made for
/// @param available what the device has left for it; empty where that is not known before it is
///   tried
public record DeviceEstimate(
        String label,
        String reason,
        long weights,
        long edited,
        long vectors,
        long cachePerToken,
        int context,
        OptionalLong available) {
    /// Returns what a model would take of a device, by what it takes of the processor's memory.
    /// Vectors that do not fit beside the weights stay there.
    static DeviceEstimate of(ModelDevice device, MemoryEstimate host) {
        DeviceEstimate whole =
                new DeviceEstimate(
                        device.label(),
                        device.reason(),
                        host.weights(),
                        host.edited(),
                        host.isInTurn() ? 0 : host.vectors(),
                        host.sides() * host.cachePerToken(),
                        host.context(),
                        device.available());
        return whole.fits() ? whole : whole.withVectors(0);
    }

    /// Returns all that it takes: weights, vectors, and the caches.
    public long total() {
        return weights + edited + vectors + caches();
    }

    /// Returns the bytes of the caches of one text a side.
    public long caches() {
        return cachePerToken * context;
    }

    /// Whether it fits, as far as that is known.
    public boolean fits() {
        return available.isEmpty() || total() <= available.getAsLong();
    }

    /// Returns the longest context that would fit; 0 where the weights alone do not, or where it is
    /// not known.
    public int longestContext() {
        long left = available.orElse(0) - weights - edited;
        return Math.clamp(left / cachePerToken, 0, context);
    }

    DeviceEstimate withVectors(long bytes) {
        return new DeviceEstimate(
                label, reason, weights, edited, bytes, cachePerToken, context, available);
    }
}
