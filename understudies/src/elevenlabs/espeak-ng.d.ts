// What espeak-worker.ts uses of the emscripten port, which ships without types.
declare module '@echogarden/espeak-ng-emscripten' {
  export interface EspeakEvent {
    type:
      'word' | 'sentence' | 'end' | 'phoneme' | 'mark' | 'play' | 'samplerate' | 'msg_terminated' | 'list_terminated'
    /** Counted in characters, from one. */
    text_position: number
    /** Milliseconds into the audio. */
    audio_position: number
  }

  export interface EspeakWorker {
    set_voice(name: string): number
    set_pitch(pitch: number): void
    set_range(range: number): void
    set_rate(wordsPerMinute: number): void
    get_samplerate(): number
    /** Synchronous; the callback may stop it by returning true. */
    synthesize(text: string, heard: (samples: Int16Array, events: EspeakEvent[]) => boolean): void
  }

  export default function load(): Promise<{ eSpeakNGWorker: new () => EspeakWorker }>
}
