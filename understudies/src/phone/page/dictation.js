// The microphone, where the browser can turn speech into words: each finished sentence is said on the line.

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition

export const canDictate = Recognition !== undefined

export function dictate({ onWords, onSentence, onStop }) {
  const recognition = new Recognition()
  let wanted = true
  recognition.continuous = true
  recognition.interimResults = true
  recognition.lang = navigator.language
  recognition.onresult = ({ results, resultIndex }) => {
    for (let i = resultIndex; i < results.length; i++) {
      const text = results[i][0].transcript.trim()
      if (!results[i].isFinal) onWords(text)
      else if (text) onSentence(text)
    }
  }
  recognition.onerror = ({ error }) => {
    if (error === 'no-speech') return
    wanted = false
    onStop(error === 'not-allowed' ? 'The browser may not use the microphone.' : 'Dictation is not available here.')
  }
  recognition.onend = () => {
    if (wanted) recognition.start()
  }
  recognition.start()
  return () => {
    wanted = false
    recognition.stop()
    onStop('')
  }
}
