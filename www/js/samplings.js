/** Samplings that pictures are encoded with: H and V of each component, T.81 A.1.1; none where there is one component. */
export const FACTORS = {
  "4:4:4": [1, 1, 1, 1, 1, 1],
  "4:2:2": [2, 1, 1, 1, 1, 1],
  "4:2:0": [2, 2, 1, 1, 1, 1],
  "4:4:0": [1, 2, 1, 1, 1, 1],
  "4:1:1": [4, 1, 1, 1, 1, 1],
  grey: [],
};
