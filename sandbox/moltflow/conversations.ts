/** What people write to clinics, shops, property managers and logistics desks. Made up. */
export type Conversation = { name: string; country: string; lines: readonly [string, ...string[]] };

export const conversations: readonly [Conversation, ...Conversation[]] = [
  {
    name: "Maya Fernandes",
    country: "55119",
    lines: [
      "Bom dia! Vocês têm horário para limpeza na quinta?",
      "Pode ser de tarde, depois das 15h",
      "Perfeito, 15h30 está ótimo. Obrigada!",
    ],
  },
  {
    name: "Daniel Okafor",
    country: "23480",
    lines: [
      "Hi, is the clinic open this Saturday?",
      "My son has had a fever since last night, 38.6",
      "Ok, we can be there at 10. Do I bring his vaccination card?",
    ],
  },
  {
    name: "王丽华",
    country: "86139",
    lines: ["你好，我想预约明天上午的体检", "需要空腹吗？", "好的，谢谢，九点见"],
  },
  {
    name: "ليلى حداد",
    country: "97150",
    lines: [
      "مرحبا، هل الشقة في الطابق الثالث ما زالت متاحة؟",
      "متى يمكنني زيارتها؟",
      "يوم الأحد الساعة الخامسة مناسب، شكرا",
    ],
  },
  {
    name: "Tom Whitaker",
    country: "44770",
    lines: [
      "The boiler in flat 12 is out again. No hot water since this morning",
      "It shows error E119",
      "Someone is home after 4pm. Please call before you come",
    ],
  },
  {
    name: "Priya Raman",
    country: "91980",
    lines: [
      "Where is my order 48213? Tracking hasn't moved for three days",
      "It said out for delivery on Tuesday",
      "Thank you, please leave it with the front desk",
    ],
  },
  {
    name: "João Batista",
    country: "55219",
    lines: [
      "Meu pedido chegou com a caixa amassada",
      "Mando foto? O produto parece bom, mas queria trocar a embalagem, é presente",
      "Valeu, fico no aguardo",
    ],
  },
  {
    name: "陈志强",
    country: "85291",
    lines: ["请问集装箱 TGHU 743812 到港了吗？", "提单号晚点发给您", "麻烦清关好了通知我"],
  },
  {
    name: "Sofia Marino",
    country: "39340",
    lines: [
      "Do you still have the linen shirt in size M, the green one?",
      "Could you put one aside until Friday?",
      "Great, I'll come by after work",
    ],
  },
  {
    name: "Driver 7 - Kofi",
    country: "23324",
    lines: [
      "Arrived at warehouse B, gate is closed",
      "I have 14 pallets, slot was 09:15",
      "They opened, unloading now. POD in 30 min",
    ],
  },
  {
    name: "Hannah Weiss",
    country: "49151",
    lines: [
      "Is the two-bedroom on Lindenstrasse still free from March?",
      "We have one small dog, is that ok?",
      "Could we see it Thursday evening?",
    ],
  },
  {
    name: "أحمد منصور",
    country: "96650",
    lines: [
      "السلام عليكم، أريد تأجيل موعدي مع طبيب الأسنان",
      "الأسبوع القادم أفضل لي",
      "ممتاز، الثلاثاء صباحا",
    ],
  },
];

/** What the team answered in the seeded history. */
export const replies: readonly [string, ...string[]] = [
  "Hello! Let me check that for you.",
  "Thanks for writing, one moment please.",
  "Good news: yes, that works.",
  "I have passed it on; you will hear from us today.",
];

/** What people say in groups that are watched; `intent`-worthy and idle lines, keywords and none. */
export const groupTalk: readonly [{ name: string; text: string }, ...{ name: string; text: string }[]] = [
  { name: "Nadia", text: "The lift in block C is stuck again" },
  { name: "Marcus", text: "Urgent: water coming through the ceiling on the 4th floor" },
  { name: "Elena", text: "Does anyone know when the parking gate gets fixed?" },
  { name: "Sam", text: "Can we get support with the intercom? It doesn't ring" },
  { name: "Yusuf", text: "Thanks for the quick help yesterday!" },
  { name: "أم كريم", text: "هل يوجد موقف إضافي للزوار؟" },
  { name: "Bea 🌻", text: "What is the price for a second parking space? I'd like to buy one 🚗" },
  { name: "Nadia", text: "Good morning everyone ☀️" },
];

/** Somebody with an emoji name who has written for months. */
export const longFriend = {
  name: "🌸 Yuki Tanaka 🌸",
  country: "81902",
  lines: [
    "Good morning! Is my parcel on today's tour?",
    "Same address as always, please",
    "Got it, thank you 🙏",
    "お世話になっております。来週の予約を変更できますか？",
    "Could you send me the invoice for last month?",
    "Perfect, see you then 😊",
  ],
} as const;

/** Somebody whose number WhatsApp hides. */
export const hiddenFriend = {
  name: "Hidden number",
  lines: ["Hi, I saw your advert. Do you still take new patients?", "I would rather not share my number yet"],
} as const;

export const waLabels = [
  { name: "New customer", color: "#2E86AB" },
  { name: "VIP customer", color: "#8E44AD" },
  { name: "Paid", color: "#27AE60" },
] as const;
