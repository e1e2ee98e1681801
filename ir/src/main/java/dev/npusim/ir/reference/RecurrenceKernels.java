package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.SelectiveScan;
import java.util.List;

/** Operations along the tokens, one token after the other. */
final class RecurrenceKernels {
  private RecurrenceKernels() {}

  static double[] convolution(CausalConvolution op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    int tokens = Math.toIntExact(out.shape().dim(1));
    int channels = x.dim(2);
    double[] result = new double[Math.toIntExact(out.elements())];
    for (int i = 0; i < result.length; i++) {
      int channel = i % channels;
      int token = i / channels % tokens;
      int batch = i / channels / tokens;
      double sum = in.size() > 2 ? in.get(2).at(channel) : 0;
      for (int k = 0; k < op.kernel(); k++) {
        int seen = token + op.history() - (op.kernel() - 1) + k;
        if (seen >= 0) {
          double weight = in.get(1).at(channel * op.kernel() + k);
          sum += weight * x.at((batch * x.dim(1) + seen) * channels + channel);
        }
      }
      result[i] = sum;
    }
    return result;
  }

  /** Channel by channel; the state of one channel at a time. */
  static double[] scan(SelectiveScan op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    int batches = x.dim(0);
    int tokens = x.dim(1);
    int channels = x.dim(2);
    int states = in.get(2).dim(0);
    double[] result = new double[Math.toIntExact(out.elements())];
    for (int batch = 0; batch < batches; batch++) {
      for (int channel = 0; channel < channels; channel++) {
        double[] h = new double[states];
        for (int n = 0; n < states && in.size() > 6; n++) {
          h[n] = in.get(6).at((batch * states + n) * channels + channel);
        }
        for (int t = batch * tokens; t < (batch + 1) * tokens; t++) {
          double input = x.at(t * channels + channel);
          double delta = in.get(1).at(t * channels + channel);
          double y = in.get(5).at(channel) * input;
          for (int n = 0; n < states; n++) {
            double decay = Math.exp(delta * in.get(2).at(n * channels + channel));
            h[n] = decay * h[n] + delta * in.get(3).at(t * states + n) * input;
            y += in.get(4).at(t * states + n) * h[n];
          }
          result[t * channels + channel] = y;
        }
        for (int n = 0; n < states; n++) {
          result[(batches * tokens + batch * states + n) * channels + channel] = h[n];
        }
      }
    }
    return result;
  }
}
