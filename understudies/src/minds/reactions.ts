// What the mind says to what it hears, when no fact, sum or tool answers it: a table of topics, in the persona's tone.
import type { Tone } from './situation.ts'

type Ways = Partial<Record<Tone, string[]>> & { plain: string[] }
export type Reaction = { when: RegExp; say: Ways }

export const REACTIONS: Reaction[] = [
  {
    when: /\b(?:joke|make me laugh|something funny)\b/iu,
    say: {
      plain: [
        'Why did the bicycle fall over? It was two tired.',
        'I told my shoes a joke. They were in stitches.',
        'What do you call a fish with no eyes? A fsh.',
      ],
    },
  },
  {
    when: /\b(?:gym|workout|work out|exercise|training|treadmill|weights|yoga)\b/iu,
    say: {
      coach: [
        'No excuses today. Put your shoes on, and do just ten minutes. Deal?',
        'Ten minutes is all I want from you. When are you going?',
        'Good. What is the first exercise you will do?',
      ],
      friend: [
        'Going at all is the hard part. What would make it easier today?',
        'Be kind to yourself, and start small. When could you go?',
      ],
      plain: ['Ten minutes is a fine start. When could you go?', 'What would make it easier to go?'],
    },
  },
  {
    when: /\b(?:sad|lonely|down|upset|cry(?:ing)?|depressed|heartbroken|awful|terrible|miserable)\b/iu,
    say: {
      coach: [
        'That sounds heavy. Take one slow breath with me. What is one small thing you can do today?',
        'I hear you. You do not have to fix it all today. What hurts most?',
      ],
      plain: ['I am sorry, that sounds hard. What happened?', 'I am here. Tell me more about it.'],
    },
  },
  {
    when: /\b(?:tired|exhausted|sleepy|can['’]t sleep|no sleep|worn out)\b/iu,
    say: {
      coach: [
        'Tired is fine. Tired and moving is better. Did you drink some water?',
        'Then we keep it short. What time did you go to bed?',
      ],
      plain: ['That sounds tiring. Did you sleep at all?', 'Then be gentle with yourself. What kept you up?'],
    },
  },
  {
    when: /\b(?:nervous|anxious|worried|scared|afraid|stress(?:ed|ful)?|panick?(?:ing|ed)?|overwhelmed)\b/iu,
    say: {
      coach: [
        'Nerves mean it matters. What is the worst that can really happen?',
        'Breathe out slowly. What is the first step?',
      ],
      plain: [
        'That makes sense. What worries you most about it?',
        'Let us take it one step at a time. What comes first?',
      ],
    },
  },
  {
    when: /\b(?:happy|great|excited|amazing|good news|wonderful|fantastic|proud|awesome|brilliant)\b/iu,
    say: {
      coach: ['Yes! That is what I want to hear. What is next?', 'Love it. How did you do it?'],
      creative: ['Oh, that has colour in it. What does it feel like?', 'Beautiful. What should we make of it?'],
      plain: ['That is lovely to hear. What made it so good?', 'I am so glad. Tell me more.'],
    },
  },
  {
    when: /\bhow are you\b|\bhow['’]s it going\b|\bhow do you feel\b/iu,
    say: {
      coach: ['Ready to go, as always. And you?', 'Full of energy. How about you?'],
      creative: ['My head is full of ideas. And yours?', 'Curious, as ever. And you?'],
      plain: ['I am well, thank you. And you?', 'All the better for talking to you. How are you?'],
    },
  },
  {
    when: /\b(?:idea|ideas|story|poem|paint|draw|song|write|writing|novel)\b/iu,
    say: {
      creative: [
        'What if it begins in the rain? What happens next?',
        'Let us turn it upside down. What is the opposite of it?',
        'Give me one colour and one sound. What do you see?',
      ],
      plain: ['I would love to hear it. How does it begin?', 'What is the heart of it?'],
    },
  },
  {
    when: /\b(?:thank you|thanks|cheers)\b/iu,
    say: { plain: ['You are welcome. What else is on your mind?', 'Any time. Is there anything else?'] },
  },
  {
    when: /\b(?:weather|rain(?:ing)?|sunny|snow(?:ing)?|cold outside)\b/iu,
    say: {
      plain: ['I cannot see out of a window from here. What is it like where you are?', 'Does it change your plans?'],
    },
  },
  {
    when: /^(?:hi|hello|hey|good (?:morning|afternoon|evening))\b[\s\p{L},.!]{0,20}$/iu,
    say: {
      coach: ['Hey. Good to hear you. What are we doing today?'],
      creative: ['Hello. What has caught your eye today?'],
      plain: ['Hello. How has your day been?', 'Hi. It is good to hear you.'],
    },
  },
  {
    when: /^(?:yes|yeah|yep|sure|ok|okay|right|absolutely|of course|definitely|i am|i do|i will)\b[\s\p{L},.!]{0,12}$/iu,
    say: {
      coach: ['Good. When do you start?', 'That is the spirit. What is step one?'],
      creative: ['Wonderful. Where does it take us?'],
      plain: ['Good. Tell me a little more.', 'All right. What would you like to do?'],
    },
  },
  {
    when: /^(?:no|nope|nah|not really|not yet|i don['’]t|i am not)\b[\s\p{L},.!]{0,12}$/iu,
    say: {
      coach: ['Honest answer. What would it take to turn that around?', 'Fair. So what is stopping you?'],
      plain: ['That is all right. What would you like to talk about?', 'Fair enough. Why not?'],
    },
  },
  {
    when: /\b(?:are you (?:a )?(?:real|human|robot|bot|machine|ai|computer)|talking to a (?:real|human|machine|robot))/iu,
    say: {
      plain: [
        'I am an artificial voice, and I am glad to talk with you.',
        'No, I am software with a voice. But I am listening.',
      ],
    },
  },
]

export const SHARED: Record<Tone, string[]> = {
  coach: [
    'Good to know. How does that help you move today?',
    'Noted. What are you going to do about it?',
    'I will hold you to that. What is next?',
  ],
  friend: [
    'Thank you for telling me. How do you feel about it?',
    'I like hearing that. Tell me more.',
    'I will remember that. What is it like?',
  ],
  creative: [
    'I can picture it. What does it remind you of?',
    'There is a story in that. How does it go on?',
    'Lovely detail. What comes next?',
  ],
  plain: [
    'Thank you for telling me. What else?',
    'I see. Tell me a little more.',
    'Noted. What would you like to do next?',
  ],
}

export const OPEN_QUESTION: Record<Tone, string[]> = {
  coach: [
    'I would rather hear what you think. What is your plan?',
    'Good question. What would the strong version of you say?',
  ],
  friend: ['I am not sure. What does your heart say?', 'Hard to say. What would you like it to be?'],
  creative: ['Who knows? What would be the most surprising answer?', 'Let us imagine it. What do you see?'],
  plain: ['I am not sure about that. What do you think?', 'I cannot say. What made you ask?'],
}
