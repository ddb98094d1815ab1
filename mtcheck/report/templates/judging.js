// What verdict.py does, with its constants: a test holds the two together.
// Of an article: `qualities` holds a number or null for each sentence, `lengths` its characters, `suppressed`
// the indices of sentences that say nothing for or against it, `untranslated` by index the characters that are in another
// language.
const judgeArticle = ({ qualities, lengths, suppressed = [], untranslated = {} }, threshold, constants) => {
  const round = (value) => Math.round(value * 1e4) / 1e4;
  const garbledOdds = (quality) => {
    const clipped = Math.min(1 - constants.leastQuality, Math.max(constants.leastQuality, quality));
    return (1 - clipped) / clipped;
  };
  const silent = new Set(suppressed);
  const heard = qualities.map((quality, index) => (silent.has(index) ? null : quality));
  const isFlagged = (quality) => quality !== null && quality < threshold;

  const pooled = () => {
    const { bound, slope, softness, largestEvidence, few, longest } = constants;
    const atThreshold = Math.log(garbledOdds(threshold));
    let sum = 0;
    let number = 0;
    for (const [index, quality] of heard.entries()) {
      if (quality === null || index in untranslated) continue;
      const evidence = Math.log(garbledOdds(quality)) - atThreshold;
      const bounded = Math.min(largestEvidence, Math.max(-largestEvidence, evidence));
      sum += softness * Math.log1p(Math.exp(bounded / softness));
      number += 1;
    }
    if (!number) return null;
    const counted = Math.max(few, number);
    const excess = (sum / counted) * Math.sqrt(Math.min(counted, longest));
    const logOdds = slope * Math.log(excess / bound);
    return round(1 / (1 + Math.exp(Math.min(50, Math.max(-50, logOdds)))));
  };

  // Runs of flagged sentences: [first, last, quality].
  const passages = () => {
    const runs = [];
    heard.forEach((quality, index) => {
      if (!isFlagged(quality)) return;
      const last = runs.at(-1);
      if (last && index - last[1] <= constants.maxGap + 1) last[1] = index;
      else runs.push([index, index]);
    });
    return runs.map(([first, last]) => {
      const values = heard.slice(first, last + 1).filter((quality) => quality !== null);
      const mean = values.reduce((sum, quality) => sum + Math.log(garbledOdds(quality)), 0) / values.length;
      return [first, last, round(1 / (1 + Math.exp(mean)))];
    });
  };

  const flagged = heard.filter(isFlagged).length;
  let quality = pooled();
  if (quality === null && qualities.some((one) => one !== null)) quality = 1 - constants.prior;
  let scored = 0;
  let length = 0;
  qualities.forEach((one, index) => {
    length += lengths[index];
    if (one !== null) scored += lengths[index];
  });
  let foreign = 0;
  for (const [index, characters] of Object.entries(untranslated)) if (!silent.has(Number(index))) foreign += characters;
  const share = length ? foreign / length : 0;
  if (share >= constants.untranslatedShare) {
    quality = Math.min(quality ?? 1, round(constants.articleThreshold * (1 - share)));
  } else if (quality === null || scored < constants.minScoredShare * length) {
    return { verdict: "unscored", quality: null, passages: [], flagged };
  }
  const told = share >= constants.untranslatedShare && threshold > 0;
  const pointed = heard.filter((one, index) => isFlagged(one) && !(index in untranslated)).length;
  const single = heard.length >= constants.few ? constants.mostOfMany : 0;
  if (!told && pointed <= single) quality = Math.max(quality, constants.articleThreshold);
  return { verdict: quality < constants.articleThreshold ? "garbled" : "clean", quality, passages: passages(), flagged };
};
