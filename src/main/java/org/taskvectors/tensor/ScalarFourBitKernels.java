package org.taskvectors.tensor;

/// The plain twin.
class ScalarFourBitKernels implements FourBitKernels {
    @Override
    public void decode(
            byte[] codes,
            int at,
            int blocks,
            int blockBytes,
            float[] numbers,
            float[] scales,
            int scalesAt,
            float[] weights,
            int to) {
        float[] scaled = new float[CODES];
        int from = at;
        int i = to;
        for (int block = 0; block < blocks; block++) {
            // The same products as one a weight, and fewer.
            for (int code = 0; code < CODES; code++) {
                scaled[code] = numbers[code] * scales[scalesAt + block];
            }
            for (int end = from + blockBytes; from < end; from++) {
                int two = codes[from];
                weights[i++] = scaled[(two >> 4) & 15];
                weights[i++] = scaled[two & 15];
            }
        }
    }
}
