// The parts of a screen, each with an address of its own.
interface TabsProps {
  label: string
  tabs: readonly { name: string; label: string; href: string }[]
  current: string
}

export const Tabs = ({ label, tabs, current }: TabsProps) => (
  <nav class="tabs" aria-label={label}>
    {tabs.map((one) => (
      <a key={one.name} class="tab" href={one.href} aria-current={one.name === current ? 'page' : undefined}>
        {one.label}
      </a>
    ))}
  </nav>
)
