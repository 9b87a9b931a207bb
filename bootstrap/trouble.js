/** Something foreseen went wrong: told in words, without a stack. */
export class Trouble extends Error {
  /**
   * @param {string} message what happened
   * @param {string} advice what to do about it
   */
  constructor(message, advice) {
    super(message)
    this.advice = advice
  }
}
