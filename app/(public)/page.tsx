export default function LandingPage() {
  return <main>Moltdesk</main>;
}
