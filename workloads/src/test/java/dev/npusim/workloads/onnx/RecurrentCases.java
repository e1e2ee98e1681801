package dev.npusim.workloads.onnx;

/** Recurrent layers. */
final class RecurrentCases {
  private static final String LSTM =
      "x float[5,2,3]; w = float[1,16,3]; r = float[1,16,4]; b = float[1,32]; ";
  private static final String GRU =
      "x float[5,2,3]; w = float[1,12,3]; r = float[1,12,4]; b = float[1,24]; ";

  private RecurrentCases() {}

  static CaseTable table() {
    return new CaseTable("recurrent")
        .opsets(7, 14, 22)
        .each(
            LSTM + "y, h, c = LSTM(x, w, r, b) hidden_size=4%s",
            "",
            " direction=reverse",
            " clip=0.3",
            " activations=Sigmoid,Relu,Tanh",
            " activations=HardSigmoid,Softsign,Relu")
        .add(
            LSTM + ", h, = LSTM(x, w, r, b) hidden_size=4",
            LSTM + "y = LSTM(x, w, r, b) hidden_size=4",
            LSTM
                + "h0 = float[1,2,4]; c0 float[1,2,4]; y, h, c = LSTM(x, w, r, , , h0, c0)"
                + " hidden_size=4",
            LSTM + "p = float[1,12]; y = LSTM(x, w, r, b, , , , p) hidden_size=4",
            LSTM + "l = int32{5,5}; y, h, c = LSTM(x, w, r, b, l) hidden_size=4",
            "x float[5,2,3]; w = float[2,16,3]; r = float[2,16,4]; b = float[2,32];"
                + " y, h, c = LSTM(x, w, r, b) hidden_size=4 direction=bidirectional")
        .each(
            GRU + "y, h = GRU(x, w, r, b) hidden_size=4%s",
            "",
            " linear_before_reset=1",
            " direction=reverse linear_before_reset=1",
            " clip=0.3",
            " activations=HardSigmoid,Relu")
        .add(
            GRU + "h0 = float[1,2,4]; y, h = GRU(x, w, r, b, , h0) hidden_size=4",
            GRU + "l = int32{5,5}; y, h = GRU(x, w, r, b, l) hidden_size=4",
            "x float[5,2,3]; w = float[2,12,3]; r = float[2,12,4];"
                + " y, h = GRU(x, w, r) hidden_size=4 direction=bidirectional",
            "x float[5,2,3]; w = float[1,4,3]; r = float[1,4,4]; b = float[1,8];"
                + " y, h = RNN(x, w, r, b) hidden_size=4",
            "x float[5,2,3]; w = float[1,4,3]; r = float[1,4,4];"
                + " y, h = RNN(x, w, r) hidden_size=4 activations=Relu,",
            "x float[5,2,3]; w = float[2,4,3]; r = float[2,4,4]; b = float[2,8];"
                + " y, h = RNN(x, w, r, b) hidden_size=4 direction=bidirectional")
        .opsets(14)
        .add(
            LSTM
                + "v = float[1,16,4]; o = int64{1}; a, h, c = LSTM(x, w, r, b) hidden_size=4;"
                + " s = Squeeze(a, o); y = LSTM(s, v, r, b) hidden_size=4");
  }
}
